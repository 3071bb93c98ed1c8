#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
"""decoupling_test.py STUDY SOURCE [FOLDER]: the regions change how ordered clusters connect, not the short-range order.

Runs data/quick.toml with three glasses (in FOLDER it goes on where it was stopped): the fractions of the 20 most
frequent Voronoi indices and the radial distribution functions must differ less between connectivities than between
glasses. The networks are printed, not judged: at 4 000 atoms their differences are within the errors.
"""

import subprocess
import sys
import tempfile
from pathlib import Path


def check(condition: object, text: str) -> None:
    """Ends the test with an error unless the condition holds."""
    if not condition:
        sys.exit(f"decoupling_test: {text}")


def run_study(program: str, source: Path, folder: Path) -> Path:
    """Runs the study by two processes and returns its folder."""
    config = folder / "three.toml"
    text = (source / "data" / "quick.toml").read_text(encoding="utf-8")
    potential = source / "data" / "Cu-Zr_4.eam.fs.gz"
    text = text.replace("replicas = 1", "replicas = 3").replace('"Cu-Zr_4.eam.fs.gz"', f'"{potential}"')
    check("replicas = 3" in text and str(potential) in text, "quick.toml has another form")
    config.write_text(text, encoding="utf-8")
    command = [program, "run", config, "--output", folder / "study", "--no-report"]
    for process in [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]:
        check(process.wait() == 0, "the study failed")
    return folder / "study"


def main() -> None:
    """Runs the study and compares connectivities with glasses."""
    program, source = sys.argv[1], Path(sys.argv[2]).resolve()
    sys.path.insert(0, str(source / "examples" / "study" / "report"))
    from report_page import check_page

    import claims
    from study_data import Study

    with tempfile.TemporaryDirectory() as scratch:
        study = Study(run_study(program, source, Path(sys.argv[3] if len(sys.argv) > 3 else scratch)))
        for name, found in (("indices", claims.index_contrast(study)), ("g(r)", claims.rdf_contrast(study))):
            print(f"decoupling_test: {name}: between connectivities {found[0]:.3g}, between glasses {found[1]:.3g}")
            check(found[0] <= found[1], f"{name} differ more between connectivities than between glasses")
        for claim in claims.evaluate(study):
            if claim.figure in ("3c", "3d", "4a"):
                print(f"{claim.figure}: {claim.verdict}: {claim.measured()}")
        subprocess.run([program, "report", study.folder], check=True, stdout=subprocess.DEVNULL)
        check_page(study.folder, check)


if __name__ == "__main__":
    main()
