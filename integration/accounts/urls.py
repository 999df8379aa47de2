from django.urls import path

from integration.accounts.views import account, directory, session, user
from integration.accounts.views import second_factor as factor

app_name = "accounts"
urlpatterns = [
    path("anmelden/", account.SignIn.as_view(), name="sign-in"),
    path("anmelden/verzeichnis/", directory.DirectorySignIn.as_view(), name="directory-sign-in"),
    path("anmelden/verzeichnis/zurueck/", directory.DirectoryCallback.as_view(), name="directory-callback"),
    path("konto/verzeichnis/", directory.DirectoryConnect.as_view(), name="directory-connect"),
    path("anmelden/code/", factor.SecondStep.as_view(), name="second-step"),
    path("konto/zweiter-faktor/", factor.SecondFactor.as_view(), name="second-factor"),
    path("konto/zweiter-faktor/aus/", factor.SecondFactorOff.as_view(), name="second-factor-off"),
    path("konto/zweiter-faktor/codes/", factor.SecondFactorCodes.as_view(), name="second-factor-codes"),
    path("abmelden/", account.SignOut.as_view(), name="sign-out"),
    path("konto/", account.Account.as_view(), name="account"),
    path("konto/anmeldungen/beenden/", session.SessionEnd.as_view(), name="session-end"),
    path("konto/angemeldet-bleiben/", session.Stay.as_view(), name="stay"),
    path("fortsetzen/", session.LateForms.as_view(), name="late-forms"),
    path("konto/passwort/", account.PasswordChange.as_view(), name="password-change"),
    path("passwort-vergessen/", account.PasswordReset.as_view(), name="password-reset"),
    path(
        "passwort-vergessen/<uidb64>/<token>/",
        account.PasswordResetConfirm.as_view(),
        name="password-reset-confirm",
    ),
    path("einladung/<uidb64>/<token>/", account.Invitation.as_view(), name="invitation"),
    path("personen/", user.UserList.as_view(), name="user-list"),
    path("personen/neu/", user.UserCreate.as_view(), name="user-create"),
    path("personen/<int:pk>/", user.UserDetail.as_view(), name="user-detail"),
    path("personen/<int:pk>/einladung/", user.UserInvite.as_view(), name="user-invite"),
    path("personen/<int:pk>/zweiter-faktor/", user.SecondFactorReset.as_view(), name="second-factor-reset"),
    path("personen/<int:pk>/verzeichnis/", user.DirectoryDisconnect.as_view(), name="directory-disconnect"),
]
