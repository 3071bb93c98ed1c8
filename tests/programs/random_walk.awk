# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
#
# Random walks of 60 atoms in a box whose edges change, with a drift; the second type walks farther. Atoms are wrapped,
# with image flags and in another order in each frame; paths.txt has them unwrapped.
function floor(v) { return v < int(v) ? int(v) - 1 : int(v) }
BEGIN {
  srand(5)
  for (i = 0; i < 60; ++i) for (d = 0; d < 3; ++d) r[i, d] = 6 * rand()
  for (f = 0; f < 21; ++f) {
    edge = 6 + 0.01 * f
    printf "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n60\nITEM: BOX BOUNDS pp pp pp\n", 1000 + 50 * f
    for (d = 0; d < 3; ++d) printf "0 %.17g\n", edge
    print "ITEM: ATOMS id type element x y z ix iy iz label"
    for (k = 0; k < 60; ++k) {
      i = (k * 7 + f * 11) % 60
      printf "%d %d %s", i + 1, 1 + i % 2, i % 2 ? "Zr" : "Cu"
      for (d = 0; d < 3; ++d) printf " %.17g", r[i, d] - edge * floor(r[i, d] / edge)
      for (d = 0; d < 3; ++d) printf " %d", floor(r[i, d] / edge)
      print " here"
      printf "%d %d %.17g %.17g %.17g\n", f, i, r[i, 0], r[i, 1], r[i, 2] > "paths.txt"
    }
    for (i = 0; i < 60; ++i) for (d = 0; d < 3; ++d) r[i, d] += (0.2 + 0.2 * (i % 2)) * (rand() + rand() + rand() - 1.5) + 0.1
  }
}
