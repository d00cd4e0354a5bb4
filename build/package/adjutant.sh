#!/bin/sh
# Runs a command of the app that this file lies in, also through a link to it.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=$(dirname "$self")/$link ;;
  esac
done
contents=$(cd "$(dirname "$self")/../.." && pwd -P) || exit 1
exec "$contents/MacOS/Adjutant" "$@"
