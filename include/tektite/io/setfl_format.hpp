// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// \file
/// The two layouts of setfl files.

namespace tektite::io {

/// Which of the two layouts a setfl file has. They differ in the number of density columns per element.
enum class SetflFormat {
  automatic,       ///< recognised by the number of values
  alloy,           ///< `eam/alloy`: one density per element
  finnis_sinclair  ///< `eam/fs`: one density per ordered pair of elements
};

}  // namespace tektite::io
