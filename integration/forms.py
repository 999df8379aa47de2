"""How forms look on this site: `{{ form }}` and `{{ field.as_field_group }}` render KERN's fields."""

from django.forms.renderers import TemplatesSetting


class SiteFormRenderer(TemplatesSetting):
    """Django's form renderer with the site's own form and field templates."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
