// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <queue>
#include <vector>

namespace reference {

/// Node i has an edge to an image of node j.
struct PeriodicEdge {
  int i, j;                  ///< the nodes
  std::array<int, 3> shift;  ///< the image, in box edges
};

/// For each node the axes (bit d for axis d) along which its component wraps around the box. A breadth-first search
/// gives each node an image when it is first visited; an edge that leads to another image of a visited node closes a
/// loop whose winding is not zero.
///
/// \param n     number of nodes
/// \param edges of the graph, each in one direction
inline std::vector<int> breadth_first_winding(int n, std::vector<PeriodicEdge> const& edges) {
  struct Step {
    int to;
    std::array<int, 3> shift;
  };
  std::vector<std::vector<Step>> adjacent(n);
  for (auto const& e : edges) {
    adjacent[e.i].push_back({e.j, e.shift});
    adjacent[e.j].push_back({e.i, {-e.shift[0], -e.shift[1], -e.shift[2]}});
  }
  std::vector<int> axes(n, 0);
  std::vector<bool> seen(n, false);
  std::vector<std::array<int, 3>> image(n, {0, 0, 0});
  for (int start = 0; start < n; ++start) {
    if (seen[start]) continue;
    seen[start] = true;
    std::vector<int> members;
    int found = 0;
    std::queue<int> waiting;
    for (waiting.push(start); !waiting.empty(); waiting.pop()) {
      int const i = waiting.front();
      members.push_back(i);
      for (auto const& [j, shift] : adjacent[i]) {
        std::array<int, 3> arrived;
        for (int d = 0; d < 3; ++d) arrived[d] = image[i][d] + shift[d];
        if (!seen[j]) {
          seen[j] = true;
          image[j] = arrived;
          waiting.push(j);
        }
        for (int d = 0; d < 3; ++d) found |= (arrived[d] != image[j][d]) << d;
      }
    }
    for (int i : members) axes[i] = found;
  }
  return axes;
}

}  // namespace reference
