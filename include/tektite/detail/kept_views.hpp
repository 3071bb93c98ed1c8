// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <Kokkos_Core.hpp>
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <typeindex>
#include <unordered_map>
#include <utility>
#include <vector>

/// \file
/// Views that are kept to be used again: what `Workspace` holds, and what `detail::allocate` looks for.

namespace tektite::detail {

/// Views of one type, of which each is handed out while nothing else refers to it.
struct KeptType {
  virtual ~KeptType() = default;
  /// Bytes of the Views, whether they are in use or not.
  virtual std::size_t bytes() const = 0;
  /// Forgets the Views that nothing else refers to.
  virtual void drop_unused() = 0;
};

/// The Views of type `View`.
///
/// A View of rank 1 is handed out as the first part of a kept one that is large enough, but not much larger: then an
/// array of a few numbers does not take the memory of one of millions. New ones have some entries to spare, since the
/// next one may be a little longer. Where all that are not in use are too small, the new one takes the place of one
/// that was little too small and not used for long. So calls that are repeated come to a state in which they allocate
/// nothing: the number of Views does not decrease, and their sizes do not.
///
/// The extents of all other Views must be the same, since a part of a larger one would not be contiguous; there the new
/// one takes the place of any of about its size that is not in use.
template <class View>
class KeptViews : public KeptType {
  static constexpr bool has_room = View::rank() == 1 && View::rank_dynamic() == 1;
  static constexpr std::size_t long_ago = 100;  ///< Views handed out since: more than one frame of an analysis takes

  struct Entry {
    View view;
    std::size_t last_use = 0;

    bool unused() const { return view.use_count() == 1; }
  };

 public:
  std::size_t bytes() const override {
    std::size_t sum = 0;
    for (Entry const& entry : entries_) sum += entry.view.span() * sizeof(typename View::value_type);
    return sum;
  }
  void drop_unused() override {
    std::erase_if(entries_, [](Entry const& entry) { return entry.unused(); });
  }

  /// Hands out a View of these extents that nothing else refers to, with undefined values.
  /// \returns false, and leaves `view` as it is, if there is none
  template <class... Extents>
  bool find(View& view, Extents... extents) {
    Entry* best = nullptr;
    for (Entry& entry : entries_) {
      bool const better = best == nullptr || entry.view.size() < best->view.size();
      if (better && entry.unused() && fits(entry.view, extents...)) best = &entry;
    }
    if (best == nullptr) return false;
    view = hand_out(*best, extents...);
    return true;
  }

  /// Forgets one View in whose place one of these extents may be.
  template <class... Extents>
  void make_place(Extents... extents) {
    std::size_t const wanted = (std::size_t(1) * ... * extents);
    auto const replaced = std::find_if(entries_.begin(), entries_.end(), [&](Entry const& entry) {
      std::size_t const size = dynamic_size(entry.view);
      bool const about_equal = room(wanted) <= 2 * size && size <= 2 * wanted;
      bool const free = !has_room || (size < wanted && entry.last_use + long_ago < uses_);
      return about_equal && free && entry.unused();
    });
    if (replaced != entries_.end()) entries_.erase(replaced);
  }

  /// Allocates a View, keeps it and hands it out. Its label is the same for all: it serves many arrays.
  template <class Exec, class... Extents>
  View add(Exec const& exec, Extents... extents) {
    auto const how = Kokkos::view_alloc(exec, Kokkos::WithoutInitializing, std::string("tektite::workspace"));
    if constexpr (has_room) {
      entries_.push_back({View(how, room(extents...))});
    } else {
      entries_.push_back({View(how, extents...)});
    }
    return hand_out(entries_.back(), extents...);
  }

 private:
  static std::size_t room(std::size_t size) { return size + size / 8 + 64; }

  static std::size_t dynamic_size(View const& view) {
    std::size_t size = 1;
    for (std::size_t d = 0; d < View::rank_dynamic(); ++d) size *= view.extent(d);
    return size;
  }

  template <class... Extents>
  static bool fits(View const& view, Extents... extents) {
    if constexpr (has_room) {
      return (... && (extents <= view.extent(0) && view.extent(0) <= 2 * room(extents)));
    } else {
      std::size_t dimension = 0;
      return (... && (extents == view.extent(dimension++)));
    }
  }

  template <class... Extents>
  View hand_out(Entry& entry, Extents... extents) {
    entry.last_use = ++uses_;
    if constexpr (has_room) {
      return View(entry.view, Kokkos::make_pair(std::size_t(0), extents...));
    } else {
      return entry.view;
    }
  }

  std::vector<Entry> entries_;
  std::size_t uses_ = 0;  // Views handed out so far
};

/// Views of all types for one instance. Not thread-safe: `Workspaces` has the lock.
class KeptMemory {
 public:
  /// Bytes of all Views that are kept, whether they are in use or not.
  std::size_t bytes() const {
    std::size_t sum = 0;
    for (auto const& [type, views] : types_) sum += views->bytes();
    return sum;
  }

  /// A View with undefined values that nothing else refers to. Does not fence, but where a View is released.
  template <class View, class Exec, class... Extents>
  View take(Exec const& exec, Extents... extents) {
    auto& entry = types_[std::type_index(typeid(View))];
    if (!entry) entry = std::make_unique<KeptViews<View>>();
    auto& views = static_cast<KeptViews<View>&>(*entry);
    View view;
    if (views.find(view, extents...)) return view;
    views.make_place(extents...);
    try {
      return views.add(exec, extents...);
    } catch (std::exception const&) {
      // There may be enough memory without what is kept and not in use.
      for (auto const& [type, unused] : types_) unused->drop_unused();
      return views.add(exec, extents...);
    }
  }

 private:
  std::unordered_map<std::type_index, std::unique_ptr<KeptType>> types_;
};

/// The memory that is kept for each instance of a type of execution space. The last entry for an instance counts.
template <class Exec>
struct Workspaces {
  std::mutex mutex;
  std::vector<std::pair<Exec, KeptMemory*>> entries;
  std::atomic<std::size_t> count{
      0};  ///< of the entries; read without the lock, so that calls without a workspace do not wait
};

/// One object for a whole program, tektite::host included: a variable that is inline.
template <class Exec>
inline Workspaces<Exec> workspaces;

/// Takes a View from the youngest workspace of an instance that equals `exec`.
///
/// \param view    set, with undefined values
/// \param extents of the View, `std::size_t`
/// \returns false, and leaves the View as it is, if there is no such workspace
template <class View, class Exec, class... Extents>
bool take_kept(Exec const& exec, View& view, Extents... extents) {
  auto& all = workspaces<Exec>;
  if (all.count.load() == 0) return false;
  std::lock_guard const lock(all.mutex);
  auto const found =
      std::find_if(all.entries.rbegin(), all.entries.rend(), [&](auto const& entry) { return entry.first == exec; });
  if (found == all.entries.rend()) return false;
  view = found->second->template take<View>(exec, extents...);
  return true;
}

}  // namespace tektite::detail
