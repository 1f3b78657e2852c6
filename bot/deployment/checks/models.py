"""Whether the models are this release's, and the engine serves them."""

from collections.abc import Iterator

from bot.deployment.facts.models import Model, Models
from bot.deployment.finding import Finding, fine, look, must

TRAIN = "run `amparo train`, then start the engine and the gateway anew"


def models_findings(models: Models) -> Iterator[Finding]:
    """Judge the models, and what the engine says."""
    yield _model("model of topics", models.topics)
    yield _model("model of the safety net", models.safety)
    if not models.asked_engine:
        return
    if not models.engine:
        yield must("engine", "does not answer", "start it, or mend AMPARO_ENGINE_URL")
    elif models.on_disk and models.engine != models.on_disk:
        yield look("engine", "serves another model than the one here", "start it anew, to serve what was trained last")
    else:
        yield fine("engine", "answers" if not models.on_disk else "serves the model that is here")


def _model(check: str, model: Model) -> Finding:
    if model is Model.CURRENT:
        return fine(check, model.value)
    if model is Model.UNKNOWN:
        return look(check, model.value, "run this where the engine's environment and the data folder are")
    return must(check, model.value, TRAIN)
