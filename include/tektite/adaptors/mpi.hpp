// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
// needs: tektite::mpi
#pragma once

#include <mpi.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "tektite/core/error.hpp"
#include "tektite/core/ranks.hpp"

/// \file
/// The ranks of a communicator of MPI, and values of particles that ranks exchange, found by particle id.
///
/// All functions are collective, and block until the exchange is done. The host code starts and ends MPI. What this
/// process has to say of an error of its own is thrown on every rank (`on_all_ranks`); an error of MPI itself ends the
/// program, unless the communicator's error handler was changed.
///
/// \source none: calls of MPI

namespace tektite::adaptors {

/// The ranks of a communicator: a model of `Ranks`.
class MpiRanks {
 public:
  /// \param comm the communicator; it must live as long as this object and its copies
  explicit MpiRanks(MPI_Comm comm) : comm_(comm) {
    MPI_Comm_size(comm, &count_);
    MPI_Comm_rank(comm, &index_);
  }

  /// \returns number of ranks
  int count() const { return count_; }

  /// \returns this rank, from 0
  int index() const { return index_; }

  /// \returns the communicator
  MPI_Comm comm() const { return comm_; }

  /// The values of all ranks, in the order of the ranks.
  ///
  /// \param mine values of this rank, also none
  /// \returns    the same on every rank
  /// \throws Error on every rank: more than 2^31 - 1 values
  /// \cost       each rank receives all values
  template <class T>
  std::vector<T> gather(std::vector<T> const& mine) const {
    static_assert(std::is_trivially_copyable_v<T>, "MpiRanks: values are sent as bytes");
    std::vector<std::int64_t> counts(static_cast<std::size_t>(count_));
    std::int64_t const count = std::int64_t(mine.size());
    MPI_Allgather(&count, 1, MPI_INT64_T, counts.data(), 1, MPI_INT64_T, comm_);
    auto const begins = begins_of(counts);
    require(begins.back() <= most, "MpiRanks: ", begins.back(), " values of all ranks, at most 2^31 - 1");
    std::vector<T> all(static_cast<std::size_t>(begins.back()));
    std::vector<int> const sizes(counts.begin(), counts.end()), places(begins.begin(), begins.end());
    Bytes<T> const type;
    MPI_Allgatherv(mine.data(), static_cast<int>(count), type.name, all.data(), sizes.data(), places.data(), type.name,
                   comm_);
    return all;
  }

  /// Sends values to single ranks.
  ///
  /// \param outgoing by rank: the values for it, also none
  /// \returns        by rank: the values that it has sent here
  /// \throws Error   on every rank: a number of lists that differs from that of ranks, more than 2^31 - 1 values to or
  ///                 from one rank
  /// \cost           each rank sends and receives its values, and a number to and from every rank
  template <class T>
  std::vector<std::vector<T>> exchange(std::vector<std::vector<T>> const& outgoing) const {
    static_assert(std::is_trivially_copyable_v<T>, "MpiRanks: values are sent as bytes");
    auto const ranks = static_cast<std::size_t>(count_);
    std::vector<std::int64_t> sent(ranks, 0), got(ranks, 0);
    bool const fits = outgoing.size() == ranks;
    for (std::size_t r = 0; fits && r < ranks; ++r) sent[r] = std::int64_t(outgoing[r].size());
    MPI_Alltoall(sent.data(), 1, MPI_INT64_T, got.data(), 1, MPI_INT64_T, comm_);
    auto const to = begins_of(sent), from = begins_of(got);
    on_all_ranks(*this, [&] {
      require(fits, "MpiRanks: ", outgoing.size(), " lists of values for ", ranks, " ranks");
      require(to.back() <= most && from.back() <= most, "MpiRanks: ", to.back(), " values from and ", from.back(),
              " values to one rank, at most 2^31 - 1");
      return true;
    });
    std::vector<T> out, in(static_cast<std::size_t>(from.back()));
    out.reserve(static_cast<std::size_t>(to.back()));
    for (auto const& part : outgoing) out.insert(out.end(), part.begin(), part.end());
    std::vector<int> const out_sizes(sent.begin(), sent.end()), out_places(to.begin(), to.end()),
        in_sizes(got.begin(), got.end()), in_places(from.begin(), from.end());
    Bytes<T> const type;
    MPI_Alltoallv(out.data(), out_sizes.data(), out_places.data(), type.name, in.data(), in_sizes.data(),
                  in_places.data(), type.name, comm_);
    std::vector<std::vector<T>> incoming(ranks);
    for (std::size_t r = 0; r < ranks; ++r)
      incoming[r].assign(in.begin() + std::ptrdiff_t(from[r]), in.begin() + std::ptrdiff_t(from[r + 1]));
    return incoming;
  }

 private:
  static constexpr std::int64_t most = std::numeric_limits<int>::max();

  /// A type of MPI for the bytes of a T, so that counts are numbers of T.
  template <class T>
  struct Bytes {
    MPI_Datatype name = MPI_DATATYPE_NULL;

    Bytes() {
      MPI_Type_contiguous(static_cast<int>(sizeof(T)), MPI_BYTE, &name);
      MPI_Type_commit(&name);
    }
    Bytes(Bytes const&) = delete;
    Bytes& operator=(Bytes const&) = delete;
    ~Bytes() { MPI_Type_free(&name); }
  };

  /// Where the values of each rank begin, and the end of all.
  static std::vector<std::int64_t> begins_of(std::vector<std::int64_t> const& counts) {
    std::vector<std::int64_t> begins(counts.size() + 1, 0);
    std::partial_sum(counts.begin(), counts.end(), begins.begin() + 1);
    return begins;
  }

  MPI_Comm comm_;
  int count_ = 1, index_ = 0;
};

/// One value per particle id, whichever rank owns the particle at the moment.
///
/// Particles migrate between ranks, and of a ghost only id and position are known. A value is stored on the home of its
/// particle, the rank `id % ranks`, which follows from the id alone, so that each rank can find the values of all its
/// particles: positions of a reference, for example. Memory is spread over the ranks: the largest id, divided by their
/// number.
template <class T>
class IdDirectory {
 public:
  /// \param ranks that exchange values
  explicit IdDirectory(MpiRanks const& ranks) : ranks_(ranks) {}

  /// Stores values of particles; earlier values of the same particles are replaced. Collective: each rank for the
  /// particles that it owns.
  ///
  /// \param ids    of particles, not negative
  /// \param values one per id
  /// \throws Error on every rank: a negative id, another number of values than of ids
  /// \cost         each value is sent once
  template <std::integral Id>
  void put(std::span<Id const> ids, std::vector<T> const& values) {
    on_all_ranks(ranks_, [&] {
      require(ids.size() == values.size(), "IdDirectory: ", values.size(), " values for ", ids.size(), " ids");
      return require_ids(ids);
    });
    std::vector<std::vector<Entry>> outgoing(size());
    for (std::size_t k = 0; k < ids.size(); ++k) outgoing[home(ids[k])].push_back({std::int64_t(ids[k]), values[k]});
    for (auto const& part : ranks_.exchange(outgoing)) {
      for (Entry const& entry : part) {
        std::size_t const slot = this->slot(entry.id);
        if (slot >= values_.size()) {
          values_.resize(slot + 1);
          known_.resize(slot + 1, 0);
        }
        values_[slot] = entry.value;
        known_[slot] = 1;
      }
    }
  }

  /// The values of particles, in the order of the ids; an id may occur more than once, as those of ghosts do.
  /// Collective.
  ///
  /// \param ids    of particles that values were stored of
  /// \returns      one value per id
  /// \throws Error on every rank: an id without a value
  /// \cost         an id and a value are sent for each id
  template <std::integral Id>
  std::vector<T> get(std::span<Id const> ids) const {
    on_all_ranks(ranks_, [&] { return require_ids(ids); });
    std::vector<std::vector<std::int64_t>> asked(size());
    for (Id const id : ids) asked[home(id)].push_back(std::int64_t(id));
    auto const requests = ranks_.exchange(asked);
    auto const answers = on_all_ranks(ranks_, [&] { return answers_to(requests); });
    auto const got = ranks_.exchange(answers);
    std::vector<std::size_t> next(size(), 0);
    std::vector<T> values;
    values.reserve(ids.size());
    for (Id const id : ids) values.push_back(got[home(id)][next[home(id)]++]);
    return values;
  }

 private:
  struct Entry {
    std::int64_t id;
    T value;
  };

  std::size_t size() const { return static_cast<std::size_t>(ranks_.count()); }
  template <class Id>
  std::size_t home(Id id) const {
    return static_cast<std::size_t>(id) % size();
  }
  std::size_t slot(std::int64_t id) const { return static_cast<std::size_t>(id) / size(); }

  template <class Id>
  static bool require_ids(std::span<Id const> ids) {
    for (Id const id : ids) require(std::cmp_greater_equal(id, 0), "IdDirectory: id ", id, " is negative");
    return true;
  }

  std::vector<std::vector<T>> answers_to(std::vector<std::vector<std::int64_t>> const& requests) const {
    std::vector<std::vector<T>> answers(requests.size());
    for (std::size_t r = 0; r < requests.size(); ++r) {
      for (std::int64_t const id : requests[r]) {
        require(slot(id) < values_.size() && known_[slot(id)] != 0, "IdDirectory: there is no value of particle ", id);
        answers[r].push_back(values_[slot(id)]);
      }
    }
    return answers;
  }

  MpiRanks ranks_;
  std::vector<T> values_;
  std::vector<char> known_;
};

}  // namespace tektite::adaptors
