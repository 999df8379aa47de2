from integration.recovery.tables import tables


def test_tables_are_called_what_people_call_them() -> None:
    named = {table.name: table.label for table in tables()}
    assert named["catalogue_measure"] == "Maßnahmen"
    assert named["steering_agendaitem_measures"] == "TOPs – Maßnahmen"
    assert named["mfa_authenticator"] == "Zweite Faktoren"
