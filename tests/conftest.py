"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# The same examples in every run, on quick and slow machines alike: what fails once fails again, and a
# busy machine is no fault of the code. Fresh examples belong to longer searches, with a profile of theirs.
settings.register_profile(
    "tonghop", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tonghop")
