// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <mpi.h>

#include <cstddef>
#include <numeric>
#include <span>
#include <type_traits>
#include <vector>

/// \file
/// Values of atoms that ranks exchange, found by atom id.

namespace host_codes {

/// The values of all ranks, one rank after the other; `first` is where this rank's begin. Collective.
template <class T>
struct Gathered {
  std::vector<T> values;
  std::size_t first = 0;

  Gathered(MPI_Comm comm, std::vector<T> const& mine) {
    static_assert(std::is_trivially_copyable_v<T>);
    int ranks = 0, rank = 0, count = static_cast<int>(mine.size());
    MPI_Comm_size(comm, &ranks);
    MPI_Comm_rank(comm, &rank);
    std::vector<int> counts(ranks), begins(ranks + 1, 0);
    MPI_Allgather(&count, 1, MPI_INT, counts.data(), 1, MPI_INT, comm);
    std::partial_sum(counts.begin(), counts.end(), begins.begin() + 1);
    values.resize(begins.back());
    first = begins[rank];
    MPI_Datatype type;
    MPI_Type_contiguous(sizeof(T), MPI_BYTE, &type);
    MPI_Type_commit(&type);
    MPI_Allgatherv(mine.data(), count, type, values.data(), counts.data(), begins.data(), type, comm);
    MPI_Type_free(&type);
  }
};

/// Sends `outgoing[r]` to rank r and returns what each rank has sent here. Collective.
template <class T>
std::vector<std::vector<T>> send_to_ranks(MPI_Comm comm, std::vector<std::vector<T>> const& outgoing) {
  static_assert(std::is_trivially_copyable_v<T>);
  std::size_t const ranks = outgoing.size();
  std::vector<int> sent(ranks), got(ranks), sent_from(ranks + 1, 0), got_from(ranks + 1, 0);
  for (std::size_t r = 0; r < ranks; ++r) sent[r] = static_cast<int>(outgoing[r].size());
  MPI_Alltoall(sent.data(), 1, MPI_INT, got.data(), 1, MPI_INT, comm);
  std::partial_sum(sent.begin(), sent.end(), sent_from.begin() + 1);
  std::partial_sum(got.begin(), got.end(), got_from.begin() + 1);
  std::vector<T> out, in(got_from.back());
  for (auto const& part : outgoing) out.insert(out.end(), part.begin(), part.end());
  MPI_Datatype type;
  MPI_Type_contiguous(sizeof(T), MPI_BYTE, &type);
  MPI_Type_commit(&type);
  MPI_Alltoallv(out.data(), sent.data(), sent_from.data(), type, in.data(), got.data(), got_from.data(), type, comm);
  MPI_Type_free(&type);
  std::vector<std::vector<T>> incoming(ranks);
  for (std::size_t r = 0; r < ranks; ++r) incoming[r].assign(in.begin() + got_from[r], in.begin() + got_from[r + 1]);
  return incoming;
}

/// One value per atom, stored on the atom's home: rank id % ranks, whichever rank owns the atom at the moment.
///
/// Atoms migrate between ranks, and of a ghost only id and position are known. The home follows from the id alone, so
/// each rank can find the values of all its atoms. Memory is spread evenly over the ranks. Both members are collective.
template <class T>
class AtomDirectory {
 public:
  explicit AtomDirectory(MPI_Comm comm) : comm_(comm) { MPI_Comm_size(comm, &ranks_); }

  /// Stores `values[k]` for atom `ids[k]`: every rank for the atoms that it owns.
  void put(std::span<int const> ids, std::vector<T> const& values) {
    struct Entry {
      int id;
      T value;
    };
    std::vector<std::vector<Entry>> outgoing(ranks_);
    for (std::size_t k = 0; k < ids.size(); ++k) outgoing[ids[k] % ranks_].push_back({ids[k], values[k]});
    for (auto const& part : send_to_ranks(comm_, outgoing)) {
      for (Entry const& entry : part) {
        std::size_t const slot = entry.id / ranks_;
        if (slot >= values_.size()) values_.resize(slot + 1);
        values_[slot] = entry.value;
      }
    }
  }

  /// The values of the atoms `ids`, in their order; an id may occur more than once, as those of ghosts do.
  std::vector<T> get(std::span<int const> ids) const {
    std::vector<std::vector<int>> asked(ranks_);
    for (int const id : ids) asked[id % ranks_].push_back(id);
    std::vector<std::vector<T>> answers(ranks_);
    auto const requests = send_to_ranks(comm_, asked);
    for (int r = 0; r < ranks_; ++r)
      for (int const id : requests[r]) answers[r].push_back(values_.at(id / ranks_));
    auto const got = send_to_ranks(comm_, answers);
    std::vector<std::size_t> next(ranks_, 0);
    std::vector<T> values;
    values.reserve(ids.size());
    for (int const id : ids) values.push_back(got[id % ranks_][next[id % ranks_]++]);
    return values;
  }

 private:
  MPI_Comm comm_;
  int ranks_ = 1;
  std::vector<T> values_;
};

}  // namespace host_codes
