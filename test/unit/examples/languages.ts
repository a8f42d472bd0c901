/** A signer in examples/sign. Commands run in a copy of that folder. */
export interface Language {
  readonly name: string
  readonly file: string
  /** Commands that succeed if the language is installed. */
  readonly needs: readonly string[]
  readonly build?: string
  readonly run: string
  /**
   * `true` if the language needs no compiler and starts immediately. `npm test` includes only these
   * languages.
   */
  readonly quick: boolean
}

/** Crates as installed by Debian's packages (librust-*-dev), for a build without a network. */
const CRATES = '/usr/share/cargo/registry'

const OFFLINE = [
  '--offline',
  `--config 'source.crates-io.replace-with="debian"'`,
  `--config 'source.debian.directory="${CRATES}"'`,
].join(' ')

/** Languages, the quick ones first. */
export const LANGUAGES: readonly Language[] = [
  { name: 'PHP', file: 'sign.php', needs: ['php --version'], run: 'php sign.php', quick: true },
  { name: 'Python', file: 'sign.py', needs: ['python3 --version'], run: 'python3 sign.py', quick: true },
  {
    name: 'Ruby',
    file: 'sign.rb',
    needs: ['ruby -e "require %q(openssl)"'],
    run: 'ruby sign.rb',
    quick: true,
  },
  {
    name: 'Bash',
    file: 'sign.sh',
    needs: ['bash --version', 'openssl version'],
    run: 'bash sign.sh',
    // It starts openssl for each line.
    quick: false,
  },
  {
    name: 'Elixir',
    file: 'sign.exs',
    needs: ['elixir --version'],
    // Elixir decodes its input by the locale and warns if the locale is not UTF-8.
    run: 'LC_ALL=C.UTF-8 elixir sign.exs',
    quick: false,
  },
  {
    name: 'Java',
    file: 'Signer.java',
    needs: ['javac --version'],
    build: 'javac Signer.java',
    run: 'java Signer',
    quick: false,
  },
  {
    name: 'C#',
    file: 'Signer.cs',
    needs: ['mcs --version', 'mono --version'],
    build: 'mcs Signer.cs',
    run: 'mono Signer.exe',
    quick: false,
  },
  {
    name: 'Go',
    file: 'sign.go',
    needs: ['go version'],
    build: 'go build -o sign-go sign.go',
    run: './sign-go',
    quick: false,
  },
  {
    name: 'Rust',
    file: 'sign.rs',
    needs: ['cargo --version', `ls -d ${CRATES}/hmac-0.12* ${CRATES}/sha2-0.10* ${CRATES}/base64-0.22*`],
    build: `cargo build --quiet --target-dir target ${OFFLINE}`,
    run: 'target/debug/sign',
    quick: false,
  },
]
