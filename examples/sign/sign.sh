#!/usr/bin/env bash
# Signs URLs of Signet with bash, openssl and coreutils: sign "$key" '/photo (1).jpg' width=400
# Raw in a path:  letters, digits and -._~!$&'()*+,;=:@/
# Raw in a value: letters, digits and -._~!$()*,;:@/?
# Every other byte of the UTF-8 is %XX.

encode() ( # TEXT RAW
  LC_ALL=C
  for ((i = 0; i < ${#1}; i++)); do
    byte=${1:i:1}
    if [[ $byte == [A-Za-z0-9] || $2 == *"$byte"* ]]; then
      printf %s "$byte"
    else
      printf -v code %d "'$byte"
      printf '%%%02X' $((code & 255))
    fi
  done
)

to_hex() { od -An -v -tx1 | tr -d ' \n'; }

# The bytes of a key, each XOR a number.
mix() { # KEY in hex, NUMBER
  local i byte bytes=''
  for ((i = 0; i < ${#1}; i += 2)); do
    printf -v byte '\\x%02x' $((0x${1:i:2} ^ $2))
    bytes+=$byte
  done
  printf %b "$bytes"
}

# HMAC-SHA256 (RFC 2104) of the input.
# `openssl dgst -macopt` would show the key to everyone who can run ps.
hmac() { # KEY in hex
  local key=$1
  ((${#key} > 128)) && key=$(mix "$key" 0 | openssl dgst -sha256 -binary | to_hex)
  while ((${#key} < 128)); do key+=00; done
  {
    mix "$key" 0x5c
    { mix "$key" 0x36 && cat; } | openssl dgst -sha256 -binary
  } | openssl dgst -sha256 -binary
}

# Prints the path and query of the URL. Neither path nor values are encoded yet.
sign() { # KEY in hex, PATH, NAME=VALUE...
  local path pair query='' token
  path=$(encode "$2" "-._~!\$&'()*+,;=:@/")
  for pair in "${@:3}"; do query+=${query:+&}${pair%%=*}=$(encode "${pair#*=}" '-._~!$()*,;:@/?'); done
  token=$(printf 'signet-v1\n%s\n%s' "$path" "$query" | hmac "$1" | openssl base64 -A | tr +/ -_ | tr -d =)
  printf '%s?%stoken=%s\n' "$path" "${query:+$query&}" "$token"
}

# The first key of SIGNING_KEYS (id:base64url[,id:base64url...]) in hex.
first_key() {
  local text=${1%%,*}
  text=${text#*:}
  while ((${#text} % 4)); do text+='='; done
  tr -- -_ +/ <<<"$text" | openssl base64 -d -A | to_hex
}

# Each line of the input is a path and name=value pairs, with tabs between them.
key=$(first_key "$SIGNING_KEYS")
while IFS=$'\t' read -r -a fields; do sign "$key" "${fields[@]}"; done
