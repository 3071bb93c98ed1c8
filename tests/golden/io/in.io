# SPDX-FileCopyrightText: The Tektite authors
# SPDX-License-Identifier: BSD-3-Clause
units metal
atom_style atomic
box tilt large
region cell prism -1 9 0.5 9.5 0 11 -14 3 -2
create_box 2 cell
create_atoms 1 random 4 12345 NULL
create_atoms 2 random 4 999 NULL
mass 1 63.546
mass 2 91.224
pair_style none
velocity all create 5000 777
fix 1 all nve
timestep 0.01
run 3000
dump a all custom 1 scaled.dump id type element xs ys zs ix iy iz vx vy vz
dump_modify a element Cu Zr format float %.17g units yes time yes
dump b all custom 1 unwrapped.dump.gz id type xu yu zu
dump_modify b format float %.17g
dump c all custom 1 wrapped.dump id type x y z ix iy iz
dump_modify c format float %.17g
dump d all custom 1 scaled_unwrapped.dump id type xsu ysu zsu
dump_modify d format float %.17g
run 1
write_data last.data
