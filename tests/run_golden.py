#!/usr/bin/env python3
"""Runs the transcripts of tests/golden: commands with the output and exit code that they must have.

usage: run_golden.py WMISCOPE SOURCE_DIR [--update] [NAME…]

A transcript is text: '#' lines say what is tested, a line '$ wmiscope …' is a command (run by sh in
the source folder, with a fresh folder in $TMP), the lines behind it are its standard output, those of
standard error with '2> ' in front, and '[exit N]' ends it. What must vary is replaced before comparing:
times taken, the hash of the content, the folder in $TMP. Every scan is run with one and with four
threads and must print the same. --update writes what came out; read the difference like code.
"""
import difflib, os, re, subprocess, sys, tempfile

VARIES = [
    (re.compile(r'\bin \d+(\.\d+)? (ms|s|min)\b'), 'in TIME'),
    (re.compile(r'"content":"[0-9a-f]{64}"'), '"content":"HASH"'),
]


def run(command, wmiscope, source, threads):
    with tempfile.TemporaryDirectory() as tmp:
        env = dict(os.environ, TZ='UTC', LC_ALL='C.UTF-8', COLUMNS='100', TMP=tmp, NO_COLOR='1')
        script = re.sub(r'\bwmiscope (scan|dump) ', rf'wmiscope \1 -j{threads} ', command)
        script = f'wmiscope() {{ "{wmiscope}" "$@"; }}\n{script}'
        done = subprocess.run(['sh', '-c', script], cwd=source, env=env, capture_output=True, timeout=120)
        lines = done.stdout.decode('utf-8', 'replace').split('\n')
        lines = lines[:-1] if lines[-1] == '' else lines
        lines += ['2> ' + line for line in done.stderr.decode('utf-8', 'replace').splitlines()]
        lines.append(f'[exit {done.returncode}]')
        text = '\n'.join(lines).replace(tmp, '$TMP')
        for pattern, word in VARIES:
            text = pattern.sub(word, text)
        return text


def has_output(rest):
    """Whether the command before these lines has been run once."""
    for line in rest:
        if line.startswith('[exit ') or line.startswith('$ '):
            return line.startswith('[exit ')
    return False


def replay(text, wmiscope, source):
    """The transcript as it comes out now."""
    out, skipping, lines = [], False, text.splitlines()
    for i, line in enumerate(lines):
        if line.startswith('$ '):
            command, skipping = line[2:], has_output(lines[i + 1:])
            one, four = (run(command, wmiscope, source, n) for n in (1, 4))
            out += [line, one]
            if one != four:
                out += ['with four threads it was:', four]
        elif not skipping:
            out.append(line)
        elif line.startswith('[exit '):
            skipping = False
    return '\n'.join(out) + '\n'


def main():
    args = [a for a in sys.argv[1:] if a != '--update']
    wmiscope, source, names = os.path.abspath(args[0]), os.path.abspath(args[1]), args[2:]
    folder = os.path.join(source, 'tests', 'golden')
    failed = total = 0
    for file in sorted(os.listdir(folder)):
        if not file.endswith('.golden') or names and file[:-7] not in names:
            continue
        path = os.path.join(folder, file)
        want = open(path, encoding='utf-8', newline='').read()  # CSV ends its lines in CR LF
        have = replay(want, wmiscope, source)
        total += 1
        if have == want:
            continue
        if '--update' in sys.argv:
            open(path, 'w', encoding='utf-8').write(have)
            continue
        failed += 1
        sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), have.splitlines(True), file, 'now'))
    print(f'{total - failed} passed, {failed} failed')
    return 1 if failed or not total else 0


if __name__ == '__main__':
    sys.exit(main())
