"""The mailbot: mail comes in, is understood, asks the API as its sender, and is answered."""
