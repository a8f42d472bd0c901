import { unknownName } from '../../src/signing/url/nearest.ts'
import { type Block, type Fault, fault } from './block.ts'
import { checkMarkup } from './markup.ts'
import { checkOther, OTHER_LANGUAGES } from './other-languages.ts'
import { checkHttp } from './urls.ts'

type Check = (text: string) => { readonly offset: number; readonly what: string }[]

function checkJson(text: string): ReturnType<Check> {
  try {
    JSON.parse(text)
    return []
  } catch (error) {
    return [{ offset: 0, what: String(error) }]
  }
}

/** Languages whose blocks are checked one by one, without an external tool. */
const CHECKS: Readonly<Record<string, Check>> = {
  text: () => [],
  abnf: () => [],
  md: () => [],
  json: checkJson,
  html: checkMarkup,
  http: checkHttp,
}

/** Languages whose blocks are checked by their own tests. */
const ELSEWHERE = ['sh', 'ts', 'tsx', 'js', 'jsx', 'toml']

/** The faults of a block, or the reason why its language is not checked on this machine. */
export type Judgment = { readonly faults: readonly Fault[] } | { readonly skip: string }

/**
 * Checks a single block: its language, and its text if checking needs neither a server nor a
 * compiler.
 */
export function checkBlock(block: Block): Judgment {
  const { language, text } = block
  if (ELSEWHERE.includes(language)) return { faults: [] }
  if (Object.hasOwn(OTHER_LANGUAGES, language)) {
    const judged = checkOther(language, text)
    return 'skip' in judged ? judged : { faults: judged.faults.map((what) => fault(block, what)) }
  }
  const check = CHECKS[language]
  if (check) return { faults: check(text).map(({ offset, what }) => fault(block, what, offset)) }
  const known = [...Object.keys(CHECKS), ...ELSEWHERE, ...Object.keys(OTHER_LANGUAGES)]
  const named =
    language === ''
      ? 'the block names no language: write one behind the ticks, or text'
      : unknownName('language', language, known)
  return { faults: [fault(block, named, -1)] }
}
