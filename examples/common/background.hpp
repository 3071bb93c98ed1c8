// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <future>
#include <utility>

namespace tektite::examples {

/// One job at a time in another thread while the steps continue, such as writing a frame. A job that uses Kokkos needs
/// an execution space instance of its own.
class Background {
 public:
  Background() = default;
  Background(Background const&) = delete;
  Background& operator=(Background const&) = delete;
  ~Background() {
    if (job_.valid()) job_.wait();
  }

  /// Starts a job when the one before is done. Throws the exception of that one.
  void start(std::function<void()> job) {
    wait();
    job_ = std::async(std::launch::async, std::move(job));
  }

  /// Waits for the job. Throws its exception.
  void wait() {
    if (job_.valid()) job_.get();
  }

 private:
  std::future<void> job_;
};

}  // namespace tektite::examples
