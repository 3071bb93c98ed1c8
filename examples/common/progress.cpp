// SPDX-FileCopyrightText: The Tektite authors
// SPDX-License-Identifier: BSD-3-Clause
#include "common/progress.hpp"

#include <algorithm>
#include <cmath>

namespace tektite::examples {

std::string with_prefix(double value) {
  static char const* const prefixes[] = {" ", " k ", " M ", " G ", " T "};
  int k = 0;
  for (; std::abs(value) >= 999.5 && k < 4; ++k) value /= 1000;
  char text[32];
  std::snprintf(text, sizeof text, "%.3g%s", value, prefixes[k]);
  return text;
}

std::string clock_time(double seconds) {
  auto const s = static_cast<long long>(std::clamp(seconds, 0.0, 3.6e9) + 0.5);
  char text[48];
  if (s < 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld", s / 60, s % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
  return text;
}

std::string Progress::line(std::int64_t done, double elapsed) const {
  double const part = total_ > 0 ? std::clamp(double(done) / double(total_), 0.0, 1.0) : 1.0;
  // A rate over less than a second is too uncertain.
  double const rate = elapsed > 1 ? double(done - first_) / elapsed : 0;
  auto const filled = static_cast<std::size_t>(20 * part);
  std::string bar = "[....................]";
  std::fill_n(bar.begin() + 1, filled, '#');
  std::string const percent = std::to_string(static_cast<int>(100 * part)) + " %";
  std::string speed = "  " + with_prefix(rate * per_item_) + unit_ + "/s";
  if (rate > 0) speed += "  " + clock_time(double(total_ - done) / rate) + " left";
  if (settings_.changing_name) return bar + " " + percent + "  " + name_ + (rate > 0 ? speed : "");
  return name_ + "  " + bar + "  " + percent + speed;
}

void Progress::wipe() {
  if (!settings_.terminal || shown_ == 0) return;
  std::fprintf(settings_.stream, "\r%*s\r", static_cast<int>(shown_), "");
  std::fflush(settings_.stream);
  shown_ = 0;
}

void Progress::show(bool at_once) {
  double const interval = settings_.terminal ? settings_.interval : settings_.plain_interval;
  if (!settings_.terminal && interval <= 0) return;
  auto const now = Clock::now();
  if (seconds(begin_, now) < settings_.delay) return;
  if (shown_ > 0 && !at_once && seconds(last_, now) < interval) return;
  last_ = now;
  std::string const text = line(done_, seconds(begin_, now));
  if (settings_.terminal)
    std::fprintf(settings_.stream, "\r%-*s", static_cast<int>(shown_), text.c_str());
  else
    std::fprintf(settings_.stream, "%s\n", text.c_str());
  std::fflush(settings_.stream);
  shown_ = text.size();
}

}  // namespace tektite::examples
