import { readFileSync } from 'node:fs'
import { describe, expect, inject, test } from 'vitest'
import { SIGNING_KEYS } from '../support/worker/worker.ts'
import type { Block } from './block.ts'
import { checkBlock } from './check-block.ts'
import { checkModules, runModules } from './check-modules.ts'
import { checkToml } from './configuration.ts'
import { readMarkdown } from './markdown.ts'
import { makeModules } from './modules.ts'
import { fillPlaceholders } from './placeholders.ts'
import { runShell } from './run-shell.ts'
import { checkShell } from './shell.ts'
import { readShell } from './shell-lines.ts'

const block = (language: string, text: string, marks: Block['marks'] = []): Block => ({
  page: 'page.md',
  line: 10,
  language,
  text,
  marks,
})

const whats = (faults: readonly { readonly what: string }[]) => faults.map(({ what }) => what)

describe('a page', () => {
  const read = (text: string) => readMarkdown('page.md', text)

  test('has blocks with line number, language and marks', () => {
    const text =
      'Text\n\n<!-- account -->\n```sh\nnpx wrangler deploy\n```\n\n- item\n  ```json\n  {}\n  ```\n'
    const blocks = [
      { page: 'page.md', line: 5, language: 'sh', text: 'npx wrangler deploy', marks: ['account'] },
      { page: 'page.md', line: 10, language: 'json', text: '{}', marks: [] },
    ]
    expect(read(text)).toEqual({ blocks, faults: [] })
  })

  test.each([
    ['<!-- acount -->\n```sh\n```', 'unknown mark acount; did you mean account?'],
    ['```sh\nnpm ci\n', 'nothing ends this block: add ```'],
    ['Text\n\n    code\n', 'indented code has no language: put it between ```text and ```'],
  ])('%j has a fault', (text, what) => {
    expect(whats(read(text).faults)).toEqual([what])
  })

  test('indented text in a list is not a code block', () => {
    expect(read('- one\n\n    more of it\n').faults).toEqual([])
  })
})

describe('a block', () => {
  test.each([
    ['', 'x', 'the block names no language: write one behind the ticks, or text'],
    ['josn', '{}', 'unknown language josn; did you mean json?'],
    ['json', '{ "a": 1, }', expect.stringContaining('SyntaxError')],
    ['html', '<p><img src="/a.jpg?width=5&height=6"></p>', 'write &amp; for & in an attribute: &height=6'],
    ['html', '<picture><source srcset="a">', 'nothing closes <picture>'],
    ['html', '<p></div>', '</div> closes nothing: <p> is open'],
    ['html', '<img width=5>', 'an attribute needs quotes: width=5'],
    [
      'http',
      'https://img.example.com/a.jpg?widht=5&token=…',
      'the Worker would refuse this URL: unknown parameter widht; did you mean width?',
    ],
    ['http', 'GET a.jpg', 'this is no URL, no request and no header: GET a.jpg'],
    ['php', '$a = ;', expect.stringContaining('syntax error')],
    ['rust', 'fn main() {}', 'it is no piece of a rs file of examples/sign: copy one'],
  ])('is refused in the language %s: %s', (language, text, what) => {
    const judged = checkBlock(block(language, text))
    expect('skip' in judged ? [what] : whats(judged.faults)).toEqual([what])
  })

  test.each([
    ['html', '<a href="/?a=1&amp;b=2"><br>text</a>\n<img src="x" alt="" />'],
    ['http', 'GET /a.jpg?width=5&token=… HTTP/1.1\nHost: img.example.com'],
    [
      'http',
      'https://img.example.com/a.jpg?width=5&widths=5,6&token=…&w=6\nhttps://old.example.net/a.jpg?x=1',
    ],
    ['elixir', readFileSync('examples/sign/sign.exs', 'utf8').split('\n').slice(2, 8).join('\n')],
  ])('is accepted in the language %s', (language, text) => {
    expect(checkBlock(block(language, text))).toEqual({ faults: [] })
  })
})

describe('a line of shell', () => {
  const check = async (text: string, marks: Block['marks'] = []) =>
    whats(await checkShell(block('sh', text, marks), [], undefined))

  test.each([
    ['npx --no signet sign /a.jpg --expiri 10m', 'unknown flag --expiri; did you mean --expiry?'],
    ['npm run sing -- /a.jpg', 'unknown npm script sing; did you mean sign?'],
    [
      'npm run tool load --scenario gallery',
      'npm keeps --scenario for itself: put -- before the arguments of a script',
    ],
    ['cd examples/next && npm run devel', 'unknown npm script devel; did you mean dev?'],
    ['npm run tool load -- --scenario galery', expect.stringContaining('--scenario galery: expected one of')],
    ['npm run tool fuzz -- --second 5', expect.stringContaining("Unknown option '--second'")],
    ['npm start -- --image x', 'unknown flag --image; did you mean --images?'],
    ['npx vitest run --project workers', 'unknown project workers; did you mean worker?'],
    ['npx vitest run test/unit/nothing.test.ts', 'there is no file test/unit/nothing.test.ts'],
    ['URL=$(npm run sing -- /a.jpg)', 'unknown npm script sing; did you mean sign?'],
    ['try() { crul -s $1; }\ntry /', 'unknown program crul; did you mean curl?'],
    ['npx --no signet sing /a.jpg', 'cli/main.ts has no command sing'],
    ['npx --no signet dev --image x', 'unknown flag --image; did you mean --images?'],
    ['cd examples/worker && npx --no signet corpus a', 'cli/signet.ts has no command corpus'],
    ['npx left-pad', 'left-pad is not in package.json, so that npx would download it'],
    ['wrangler dev', 'wrangler is no command of a shell here: put npx before it'],
    ['node tools/man.ts docs', 'there is no file tools/man.ts'],
    ['ehco hello', 'unknown program ehco; did you mean echo?'],
    ["echo 'hello", expect.stringContaining('a quote is not closed')],
    ['npx wrangler deploy', expect.stringContaining('needs an account: put <!-- account -->')],
    ['npm run deploy', expect.stringContaining('needs an account: put <!-- account -->')],
  ])('%s is refused', async (text, what) => {
    expect(await check(text)).toEqual([what])
  })

  test.each([
    ['npx wrangler secret putt A', expect.stringContaining('did you mean put?')],
    ['npx wrangler secret put', 'wrangler secret put: <key> is missing'],
    ['npx wrangler deploy --dry', 'wrangler deploy: unknown flag --dry'],
    ['npx wrangler r2 bucket create a --locatin weur', expect.stringContaining('did you mean --location?')],
    ['npm run depoly', 'unknown npm script depoly; did you mean deploy?'],
  ])('%s is refused on pages that need an account', async (text, what) => {
    expect(await check(text, ['account'])).toContainEqual(what)
  })

  test.each([
    'npm ci && npm test',
    'npx --no signet corpus ~/Pictures',
    '.ci/run',
    'npx wrangler deploy --dry-run --outdir dist/x',
    'npm run docs',
  ])('%s is accepted', async (text) => {
    expect(await check(text)).toEqual([])
  })

  test('has the comments below it as its expected output', () => {
    const [first, second] = readShell('echo a \\\n  b # comment\n# a b\n\n# explains\necho c')
    expect(first).toMatchObject({ offset: 0, output: ['a b'] })
    expect(second).toMatchObject({ offset: 5, output: [] })
  })
})

describe('running a line', () => {
  const env = { PATH: process.env['PATH'] ?? '' }
  const run = (code: string, output: string[] = [], fails = false) =>
    runShell(
      [
        { offset: 0, code: 'export A=1 && cd /', output: [], fails: false },
        { offset: 4, code, output, fails },
      ],
      { cwd: '.', env },
    )

  test.each([
    ['ls /nothing', [], false, 'No such file'],
    ['echo $UNSET', [], false, 'UNSET: unbound variable'],
    ['false | true', [], false, 'it ends with 1'],
    ['echo two', ['one'], false, 'it prints\ntwo\ninstead of\none'],
    ['true', [], true, 'it ends with 0'],
  ])('reports a fault for %s', async (code, output, fails, what) => {
    expect(await run(code, output, fails)).toEqual([{ offset: 4, what: expect.stringContaining(what) }])
  })

  test.each([
    ['pwd; echo $A', ['/', '1'], false],
    ['echo https://a/?token=abc', ['https://a/?token=…'], false],
    ['echo no; false', ['no'], true],
  ])('reports no fault for %s', async (code, output, fails) => {
    expect(await run(code, output, fails)).toEqual([])
  })

  test('signs the URLs of a line and refuses placeholders that it cannot fill', async () => {
    const line = "curl 'http://127.0.0.1:8787/a.jpg?width=5&token=…&w=3'"
    expect(await fillPlaceholders(line, SIGNING_KEYS)).toMatch(/\?width=5&token=[\w-]{43}&w=3'$/)
    expect(await fillPlaceholders('THUMBOR_KEY=… true', SIGNING_KEYS)).not.toContain('…')
    await expect(fillPlaceholders('echo …', SIGNING_KEYS)).rejects.toThrow('nothing fills the …')
  })
})

describe('a TypeScript block', () => {
  const first =
    "import { createSigner } from '@owner/signet'\nconst signer = createSigner({ key: 'k', baseUrl: 'https://a.example' })"

  test('is type-checked against the package, and the declarations and imports of earlier blocks', async () => {
    const blocks = [
      block('ts', first),
      { ...block('ts', "await signer.sign('/a.jpg', { widht: 5 })"), line: 20 },
      { ...block('ts', "await signer.sihg('/a.jpg')", ['part']), line: 30 },
      { ...block('ts', "import { sign } from '@owner/signet'"), line: 50 },
      { ...block('ts', "export const { href } = new URL('https://a.example')"), line: 60 },
      { ...block('ts', "createSigner({ kay: 'k', baseUrl: 'https://a.example' })"), line: 70 },
    ]
    const { faults } = await checkModules(makeModules(blocks), inject('installed'))
    expect(faults.map(({ line, what }) => `${line} ${what}`)).toEqual([
      expect.stringMatching(/^20 .*'widht' does not exist/),
      expect.stringMatching(/^50 .*no exported member/),
      expect.stringMatching(/^70 .*'kay' does not exist/),
    ])
  })

  test('is checked for syntax only if it is a part of a file', async () => {
    const { faults } = await checkModules(
      makeModules([block('ts', 'const = 5', ['part'])]),
      inject('installed'),
    )
    expect(faults[0]?.what).toMatch(/^TS1\d{3}: /)
  })

  test('runs', async () => {
    const blocks = [
      block('ts', first.replace("'k'", 'process.env.SIGNING_KEYS')),
      { ...block('ts', "await signer.sign('/a.jpg', { width: 5 })"), line: 20 },
      { ...block('js', "\nawait signer.sign('/a.jpg', { width: 0 })"), line: 30 },
    ]
    const modules = makeModules(blocks)
    const { faults, folder } = await checkModules(modules, inject('installed'))
    expect(faults).toEqual([])
    expect(runModules(modules, folder, SIGNING_KEYS)).toEqual([
      { page: 'page.md', line: 31, what: expect.stringContaining('it throws Failure: ') },
    ])
  })
})

describe('a wrangler.toml block', () => {
  const base = readFileSync('wrangler.toml', 'utf8')
  const zone = '[vars.zones.shop]\nprefix = "/shop/"\nsource = "r2:IMAGES"\n'

  test.each([
    ['worker_dev = false', expect.stringContaining('"worker_dev"')],
    ['[[r2_buckets]]\nbinding = "LOGOS"\nbucket = "logos"', expect.stringContaining('"bucket"')],
    [`${zone}maxage = 5`, expect.stringContaining('unknown field maxage; did you mean max_age?')],
    [zone.replace('IMAGES', 'IMAGE'), expect.stringContaining('IMAGE')],
    [`${zone}schemes = ["imgix"]`, expect.stringContaining('IMGIX_TOKEN is not set')],
    ['[secrets]\nrequired = ["SIGNING_KEYS", "IMGIX_KEY"]', expect.stringContaining('knows no IMGIX_KEY')],
    ['workers_dev = ', expect.stringContaining('Invalid TOML')],
  ])('%j is refused', async (text, what) => {
    expect(whats(await checkToml(block('toml', text), [], base))).toContainEqual(what)
  })

  test('may extend the blocks above it', async () => {
    const presets = block('toml', '[vars.zones.shop.presets]\ncard = { width = 400 }')
    expect(await checkToml(presets, [block('toml', zone)], base)).toEqual([])
    expect(await checkToml(presets, [], base)).not.toEqual([])
  })
})
