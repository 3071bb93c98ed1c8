// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <queue>
#include <utility>
#include <vector>

namespace reference {

/// For each node the smallest node of its component, by breadth-first search from every node not yet visited.
///
/// \param n     number of nodes
/// \param edges pairs of nodes; loops and repetitions are allowed
inline std::vector<int> breadth_first_labels(int n, std::vector<std::pair<int, int>> const& edges) {
  std::vector<std::vector<int>> adjacent(n);
  for (auto const& [i, j] : edges) {
    adjacent[i].push_back(j);
    adjacent[j].push_back(i);
  }
  std::vector<int> label(n, -1);
  for (int start = 0; start < n; ++start) {
    if (label[start] >= 0) continue;
    label[start] = start;
    std::queue<int> waiting;
    for (waiting.push(start); !waiting.empty(); waiting.pop()) {
      for (int j : adjacent[waiting.front()]) {
        if (label[j] >= 0) continue;
        label[j] = start;
        waiting.push(j);
      }
    }
  }
  return label;
}

}  // namespace reference
