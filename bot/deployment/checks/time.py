"""Whether the clock is right: codes of staff, chats' ends and signatures go by it."""

from bot.deployment.facts.provider_time import Skew
from bot.deployment.finding import Finding, fine, look, must

NOTICED, TOO_MUCH = 5.0, 25.0
"""Seconds; a code of an authenticator lives for 30."""


def time_finding(skew: Skew | None) -> Finding:
    """Judge how far the clock is off."""
    if skew is None:
        return look("clock", "nobody said what time it is", "make sure that NTP runs (`timedatectl`)")
    off = max(0.0, abs(skew.seconds) - skew.unsure)
    way = "ahead of" if skew.seconds > 0 else "behind"
    found, mend = f"{off:.0f} s {way} {skew.of}", "let NTP set it (`timedatectl set-ntp true`)"
    if off > TOO_MUCH:
        return must("clock", found, mend)
    return look("clock", found, mend) if off > NOTICED else fine("clock", f"as that of {skew.of}")
