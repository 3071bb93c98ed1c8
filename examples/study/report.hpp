// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "study/folder.hpp"

namespace study {

/// Draws the figures and writes report.html, with the Python program beside this one's source.
/// \throws tektite::Error no Python with NumPy and Matplotlib, or the program failed
void make_report(Folder const& folder);

/// Prints which stages are done, and how far the running one is.
void print_status(Folder const& folder);

}  // namespace study
