"""What a person does to workbooks in LibreOffice, done there: opened, edited, saved, without a macro.

`office.edited` runs this with a Python that has LibreOffice's bridge (`uno`), not with the tests' own. It
reads its jobs as JSON: [source, target, steps] each, a step being the name of a function below and its
arguments.
"""

# No annotations: nothing of the project's environment is there, and `uno` has no types.
import json
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue

PATIENCE = 100  # seconds


def main():
    profile, jobs = sys.argv[1], json.load(sys.stdin)
    pipe = f"pipe,name=edits{int(time.time() * 1000)}"
    command = [sys.argv[2], f"-env:UserInstallation=file://{profile}", "--headless", "--norestore"]
    program = subprocess.Popen([*command, f"--accept={pipe};urp;"], stdout=2)
    try:
        desktop = connect(f"uno:{pipe};urp;StarOffice.ComponentContext")
        for source, target, steps in jobs:
            edit(desktop, source, target, steps)
        desktop.terminate()
        program.wait(PATIENCE)
    finally:
        program.kill()


def connect(address):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(address)
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def edit(desktop, source, target, steps):
    document = desktop.loadComponentFromURL(f"file://{source}", "_blank", 0, (named("Hidden", True),))
    sheet = document.Sheets.getByIndex(0)
    for name, *arguments in steps:
        STEPS[name](sheet, *arguments)
    document.storeToURL(f"file://{target}", (named("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)


def named(name, value):
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def fill(sheet, cell, value):
    """Type a text, or a number: a day by its serial number."""
    one = sheet.getCellRangeByName(cell)
    if isinstance(value, str):
        one.setString(value)
    else:
        one.setValue(value)


def unprotect(sheet):
    sheet.unprotect("")


def delete(sheet, row):
    sheet.Rows.removeByIndex(row - 1, 1)


def insert(sheet, row):
    sheet.Rows.insertByIndex(row - 1, 1)


def sort(sheet, area, column):
    """Sort downwards by a column of the area, counted from 0."""
    by = uno.createUnoStruct("com.sun.star.table.TableSortField")
    by.Field, by.IsAscending = column, False
    fields = uno.Any("[]com.sun.star.table.TableSortField", (by,))
    sheet.getCellRangeByName(area).sort((named("SortFields", fields), named("ContainsHeader", False)))


def show_only(sheet, area, column, text):
    """Filter an area with headings by a column, counted from 0."""
    rule = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
    rule.Field, rule.IsNumeric, rule.StringValue = column, False, text
    rule.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
    found = sheet.getCellRangeByName(area)
    description = found.createFilterDescriptor(True)
    description.ContainsHeader = True
    description.setFilterFields((rule,))
    found.filter(description)


def rename(sheet, name):
    sheet.setName(name)


STEPS = {one.__name__: one for one in (fill, unprotect, delete, insert, sort, show_only, rename)}

if __name__ == "__main__":
    main()
