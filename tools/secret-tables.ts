import { ALL_SCHEMES } from '../src/signing/auth/schemes.ts'
import type { SecretVariable } from '../src/signing/auth/secret.ts'
import { FEATURE_SECRETS, SECRETS, VARIABLES } from '../src/signing/auth/secrets.ts'
import { CHOSEN_SECRETS, MIN_LENGTH } from '../src/signing/auth/weak-secrets.ts'
import { table } from './table.ts'

const code = (name: string) => `\`${name}\``
const listed = (variables: readonly SecretVariable[]) => variables.map(({ name }) => code(name)).join(', ')

function userOf(secret: (typeof SECRETS)[number]): string {
  if (secret.isRequired) return 'every Worker'
  const feature = FEATURE_SECRETS.find((each) => each === secret)
  if (feature) return feature.neededBy
  const schemes = ALL_SCHEMES.filter((scheme) => scheme.secret === secret).map(({ name }) => code(name))
  return `zones whose \`schemes\` have ${schemes.join(' or ')}`
}

function formOf({ form }: SecretVariable): string {
  return form.kind === 'key list' ? '`id:base64url`, between commas' : form.expected
}

function secretRows(): string[][] {
  return SECRETS.flatMap((secret) =>
    secret.variables.map((variable) => [
      code(variable.name),
      variable.about,
      userOf(secret),
      formOf(variable),
    ]),
  )
}

function weakSecretRows(): string[][] {
  const chosen = VARIABLES.filter(({ form }) => form.kind === 'chosen')
  const judged = chosen.filter(({ name }) => CHOSEN_SECRETS.includes(name))
  const salts = chosen.filter(({ name }) => !CHOSEN_SECRETS.includes(name))
  const inBytes = judged.filter(({ form }) => form.kind === 'chosen' && form.unit === 'bytes')
  return [
    [`at least ${MIN_LENGTH} characters, for ${listed(inBytes)} ${MIN_LENGTH} bytes in hex`, listed(judged)],
    [
      "no placeholder, such as `change-me`, thumbor's `MY_SECURE_KEY` or the key of imgproxy's examples",
      `all, ${listed(salts)} too`,
    ],
    [
      'not a few characters or a word over and over, nor a third of it again at the end, as in `mysecret-mysecret`, or filled with one character, as in `secret1111111111`',
      `all but ${listed(salts)}`,
    ],
  ]
}

/** Generated tables of secrets by section name. */
export const SECRET_SECTIONS: Readonly<Record<string, () => string>> = {
  secrets: () => table(['secret', 'value', 'needed by', 'form'], secretRows()),
  'weak-secrets': () => table(['rule', 'secrets'], weakSecretRows()),
}
