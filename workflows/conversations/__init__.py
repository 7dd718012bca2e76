"""Conversations: one per matter across form, chat, mail and telephone.

`state` alone writes where a conversation stands; `contact` is what people do, `desk` what the group does, `mails` what
the mail door does, `letters` what goes out by mail, `clock` what comes due, `understanding` what the bot learns from.
"""
