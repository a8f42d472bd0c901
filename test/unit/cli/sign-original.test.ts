import { expect, test } from 'vitest'
import { sign } from '../../../cli/sign.ts'
import { runCommand } from '../../support/project/command.ts'
import { makeProject } from '../../support/project/project.ts'

const key = ['--signing-key', 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8']
const EXAMPLES = "'a.jpg?width=400' is a smaller image, 'a.jpg?original=1' the original"
const WARNING = `warning: this URL delivers the original, in full size and with its metadata: ${EXAMPLES}`

async function signed(target: string, zone = '') {
  const toml = `[vars.zones.images]\nprefix = "/"\nsource = "https://h.example.com/"\n${zone}\n`
  const cwd = await makeProject({ 'wrangler.toml': toml })
  const { code, out, err } = await runCommand(sign, [target, ...key], { cwd })
  return { code, urls: out.length, warnings: err.filter((line) => !/^(?:expires|key|note): /.test(line)) }
}

test.each(['/a.jpg', '/b/a.jpg?download=b.jpg', '/a.jpg?expire=1800000000'])(
  'sign warns that %s delivers the original',
  async (target) => {
    expect(await signed(target)).toEqual({ code: 0, urls: 1, warnings: [WARNING] })
  },
)

test('sign warns without a configuration, too', async () => {
  const { code, err } = await runCommand(sign, ['/a.jpg', ...key])
  expect({ code, err }).toEqual({ code: 0, err: expect.arrayContaining([WARNING]) })
})

test.each(['/a.jpg?original=1', '/a.jpg?width=9', '/a.jpg?output=image'])(
  'sign accepts %s',
  async (target) => {
    expect(await signed(target)).toEqual({ code: 0, urls: 1, warnings: [] })
  },
)

const FULL_SIZE =
  'warning: anyone who leaves out w gets this image in full size: sign a width, too, as --widths does'

test.each([
  ['/a.jpg?format=auto&widths=320,640', [FULL_SIZE]],
  ['/a.jpg?width=640&format=auto&widths=320,640', []],
  ['/a.jpg?format=auto', []],
  ['/a.jpg?format=auto&dprs=1,2', []],
])('sign warns that clients can remove w from %s: %j', async (target, warnings) => {
  expect(await signed(target)).toEqual({ code: 0, urls: 1, warnings })
})

test('sign sees the width of a mandatory preset', async () => {
  const zone = 'presets.card = { width = 400 }\nmandatory = ["card"]'
  expect((await signed('/a.jpg?quality=70&widths=320', zone)).warnings).toEqual([])
})

test('sign accepts a path without parameters where a mandatory preset makes the image', async () => {
  const zone = 'presets.card = { width = 400 }\nmandatory = ["card"]'
  expect(await signed('/a.jpg', zone)).toEqual({ code: 0, urls: 1, warnings: [] })
})

test('sign refuses a path without parameters in a zone with originals = "explicit"', async () => {
  expect(await signed('/a.jpg', 'originals = "explicit"')).toEqual({
    code: 1,
    urls: 0,
    warnings: [
      `the URL has no parameter for the image, and zones.images serves originals only for original=1: ${EXAMPLES}`,
    ],
  })
})
