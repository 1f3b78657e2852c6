#!/bin/sh
# Makes the secrets that docker-compose.yml hands to the containers, each a file; what is there already stays as it is.
# Run it as root, since each container reads its own files as a user of its own.
set -eu
umask 077

owned=yes
if [ "${1:-}" = --keep-owner ]; then
    owned=no
    shift
fi
if [ "$owned" = yes ] && [ "$(id -u)" != 0 ]; then
    echo "make-secrets: run it with sudo: the files must belong to the users of the containers" >&2
    exit 1
fi
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
# Only root looks for files here; the containers get each file by itself.
chmod 700 "$folder"

random() { head -c "$1" /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }

# name, content: written whole or not at all.
write() {
    printf '%s\n' "$2" >"$folder/.new"
    mv "$folder/.new" "$folder/$1"
    echo "made $1"
}

# store, its setting, the keys of its account: an account for the program, known by the hash of its password only, and
# one that may ask whether the store lives. Both files belong together, so one that is left alone is made anew.
store() {
    if [ ! -s "$folder/$1_users" ] || [ ! -s "$folder/$2" ]; then
        password=$(random 33)
        hash=$(printf '%s' "$password" | sha256sum | cut -d ' ' -f 1)
        write "$2" "redis://amparo:$password@$1:6379/0"
        write "$1_users" "user default off resetpass resetkeys resetchannels -@all
user amparo on #$hash resetkeys resetchannels ~$3 +@all -@admin -@dangerous -@pubsub -function -scan +info +config|get$4
user health on nopass resetkeys resetchannels -@all +ping"
    fi
}

[ -s "$folder/amparo_master_key" ] || write amparo_master_key "$(random 32)"
# Writing the file anew is for what was erased; the store of chats has no such file, and must never write one.
store sessions amparo_sessions_url 's:*' ''
store tickets amparo_tickets_url 'q:*' ' +bgrewriteaof'

# Yours to fill in; an empty file leaves the setting unset.
for name in twilio_auth_token telegram_bot_token telegram_webhook_secret amparo_alert_telegram_token amparo_alert_smtp_url \
    amparo_alert_ntfy_token chatwoot_api_token chatwoot_webhook_secret zammad_token zammad_webhook_secret; do
    [ -e "$folder/$name" ] || : >"$folder/$name"
done
# With the token of a bot there, its webhooks need a secret; without one Telegram is off, and both stay empty.
if [ -s "$folder/telegram_bot_token" ] && [ ! -s "$folder/telegram_webhook_secret" ]; then
    write telegram_webhook_secret "$(random 32 | tr -d '=')"
fi

chmod 400 "$folder"/*
if [ "$owned" = yes ]; then
    chown 10001:10001 "$folder"/*
    chown 999:1000 "$folder"/*_users
fi
