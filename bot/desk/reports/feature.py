"""The routes of everything about reports."""

from collections.abc import Sequence

from starlette.routing import Route

from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.desk.reports.deeds import ReportDeeds
from bot.desk.reports.files import ReportFiles
from bot.desk.reports.pages import ReportPages
from bot.desk.reports.place import ReportPlace
from bot.desk.reports.referrals import Referrals
from bot.desk.sight import Sight


def routes(office: Office) -> Sequence[Route]:
    """Give the routes of the list, of one report, of its files and of what is done with it."""
    place = ReportPlace(office, Sight(office), Reading(office.reports.reports))
    return [route for part in (ReportPages, ReportDeeds, Referrals, ReportFiles) for route in part(place).routes()]
