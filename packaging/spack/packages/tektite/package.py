# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""Recipe for Spack; docs/packages.md has the commands. Built from a checkout: spack develop."""

from spack.package import *


class Tektite(CMakePackage, CudaPackage, ROCmPackage):
    """Structure, deformation and dynamics of glasses: a header-only C++20 library of Kokkos-parallel algorithms, and
    programs that use it."""

    homepage = "https://example.org/tektite"
    url = "https://example.org/tektite/tektite-0.1.0.tar.gz"

    license("BSD-3-Clause")

    # The checksum is what scripts/release.sh prints.
    version("0.1.0")

    variant("openmp", default=True, description="Threads of the host by OpenMP")
    variant("io", default=True, description="Files: zlib, zstd, bzip2, xz and HDF5")
    variant("mpi", default=False, description="What tektite/adaptors/mpi.hpp needs")
    variant("programs", default=True, when="+io", description="The example programs, as `tektite PROGRAM`")
    variant("native", default=False, description="Compile for the processor of this machine beyond Spack's target")

    depends_on("cxx", type="build")
    depends_on("cmake@3.22:", type="build")
    depends_on("kokkos@4.6: cxxstd=20")
    depends_on("kokkos+openmp", when="+openmp")
    depends_on("kokkos~openmp", when="~openmp")
    for arch in CudaPackage.cuda_arch_values:
        depends_on(f"kokkos+cuda+cuda_lambda+wrapper cuda_arch={arch}", when=f"+cuda cuda_arch={arch}")
    for target in ROCmPackage.amdgpu_targets:
        depends_on(f"kokkos+rocm amdgpu_target={target}", when=f"+rocm amdgpu_target={target}")
    with when("+io"):
        depends_on("zlib-api")
        depends_on("zstd")
        depends_on("bzip2")
        depends_on("xz")
        depends_on("hdf5~mpi")
    depends_on("mpi", when="+mpi")
    depends_on("cli11", when="+programs", type="build")
    depends_on("tomlplusplus", when="+programs", type="build")

    # What the library is tested with; nvcc 12.4 for CUDA.
    conflicts("%gcc@:11")
    conflicts("%clang@:15")
    conflicts("cuda@:12.3", when="+cuda")
    conflicts("+cuda", when="+rocm")

    def cmake_args(self):
        args = [
            self.define_from_variant("TEKTITE_BUILD_EXAMPLES", "programs"),
            self.define_from_variant("TEKTITE_NATIVE", "native"),
            self.define("TEKTITE_HOST_LIBRARY", not self.spec.satisfies("+cuda") and not self.spec.satisfies("+rocm")),
            self.define("TEKTITE_BUILD_TESTS", self.run_tests),
            self.define("TEKTITE_BUILD_BENCHMARKS", False),
            self.define("TEKTITE_FETCH_DEPENDENCIES", False),
        ]
        if self.spec.satisfies("+cuda"):
            args.append(self.define("CMAKE_CXX_COMPILER", self["kokkos"].kokkos_cxx))
        elif self.spec.satisfies("+rocm"):
            args.append(self.define("CMAKE_CXX_COMPILER", self.spec["hip"].hipcc))
        return args
