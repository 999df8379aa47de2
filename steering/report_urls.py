"""Addresses of annual reports."""

from django.urls import path

from steering.views import annual_report, report_section, report_step

_REPORT = "jahresberichte/<int:pk>/"
_SECTION = f"{_REPORT}abschnitte/<int:section>/"

report_urls = [
    path("jahresberichte/", annual_report.ReportList.as_view(), name="report-list"),
    path("jahresberichte/neu/", annual_report.ReportCreate.as_view(), name="report-create"),
    path(_REPORT, annual_report.ReportPage.as_view(), name="report-detail"),
    path("jahresberichte/<int:pk>.pdf", annual_report.ReportPdf.as_view(), name="report-pdf"),
    path("jahresberichte/<int:pk>.docx", annual_report.ReportDocx.as_view(), name="report-docx"),
    path("jahresberichte/<int:pk>.xlsx", annual_report.ReportWorkbook.as_view(), name="report-xlsx"),
    path(f"{_REPORT}fassung-<int:edition>.pdf", annual_report.EditionPdf.as_view(), name="report-edition"),
    path(f"{_REPORT}stichtag/", report_section.KeyDateUpdate.as_view(), name="report-key-date"),
    path(f"{_REPORT}drucksache/", report_section.PaperUpdate.as_view(), name="report-paper"),
    path(f"{_REPORT}abschnitte/erbitten/", report_section.SectionAsk.as_view(), name="report-section-ask"),
    path(_SECTION, report_section.SectionUpdate.as_view(), name="report-section-update"),
    path(f"{_SECTION}entfernen/", report_section.SectionRemove.as_view(), name="report-section-remove"),
    path(f"{_REPORT}mitzeichnung/", report_step.Circulate.as_view(), name="report-circulate"),
    path(f"{_REPORT}entwurf/", report_step.TakeBack.as_view(), name="report-take-back"),
    path(f"{_REPORT}zeichnen/", report_step.Sign.as_view(), name="report-sign"),
    path(f"{_REPORT}schlusszeichnung/", report_step.SignFinally.as_view(), name="report-sign-finally"),
    path(f"{_REPORT}vorlage/", report_step.Submit.as_view(), name="report-submit"),
    path(f"{_REPORT}veroeffentlichen/", report_step.Publish.as_view(), name="report-publish"),
    path(f"{_REPORT}berichtigen/", report_step.Correct.as_view(), name="report-correct"),
]
