"""The help: an entry by role, a page for each topic."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from integration.help.keys import KEYS, jumps_for
from integration.help.pictures import HEIGHT, WIDTH, pictures_for
from integration.help.tasks import tasks_for
from integration.help.terms import TERMS, by_letter
from integration.help.topics import TOPICS, chapters_for


class Help(TemplateView):
    template_name = "pages/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(roles=tasks_for(user), chapters=chapters_for(user), **kwargs)


class HelpTopic(TemplateView):
    """One topic, with the way to those before and after it. No secret: any address may be passed on."""

    template_name = "pages/help_topic.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        topic = TOPICS.get(self.kwargs["slug"])
        if topic is None:
            raise Http404
        offered = list(chain.from_iterable(one.topics for one in chapters_for(self.request.user)))
        around = offered if topic in offered else [topic]
        place = around.index(topic)
        return super().get_context_data(
            topic=topic,
            before=around[place - 1] if place else None,
            after=around[place + 1] if place + 1 < len(around) else None,
            pictures=pictures_for(topic, self.request.user),
            picture_size={"width": WIDTH, "height": HEIGHT},
            terms=[term for term in TERMS if term.topic == topic],
            **kwargs,
        )


class HelpGlossary(HelpTopic):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=by_letter(), **kwargs)


class HelpKeyboard(HelpTopic):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(jumps=jumps_for(self.request.user), keys=KEYS, **kwargs)
