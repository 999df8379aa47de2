from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "steering"
    verbose_name = "Steuerung"

    def ready(self) -> None:
        """Let a dissolved unit's heir take over what this floor knows of it."""
        from catalogue.reference import heritage
        from steering import unit_heritage

        heritage.offer(unit_heritage.bequests, *unit_heritage.BEQUEATHED)
