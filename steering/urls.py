from django.urls import path

from steering.minutes_urls import minutes_urls
