/**
 * ISO 15924 script codes. Common scripts come first. A script that is not listed is shaped together
 * with its neighbors in other unlisted scripts.
 */
const CODES =
  'Latn Grek Cyrl Arab Hebr Deva Thai Hani Hira Kana Hang Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Laoo Tibt Mymr Geor Ethi Cher Cans Khmr Mong Bopo Yiii Armn Syrc Thaa Nkoo Goth Copt Runr Ogam Tfng Bali Java Sund Lana Cham Olck Vaii Samr Tale Talu Bugi Limb Lisu Saur Phag Mtei Adlm Rohg Cakm Egyp'

/** Regular expression for the characters in each script. It is compiled when it is first needed. */
const patterns = new Map<string, RegExp>()

function isOf(character: string, code: string): boolean {
  const known = patterns.get(code)
  if (known) return known.test(character)
  const pattern = new RegExp(`\\p{Script=${code}}`, 'u')
  patterns.set(code, pattern)
  return pattern.test(character)
}

const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u
const OTHER = 'Zyyy'

/**
 * Returns the script for each UTF-16 unit (UAX 24). Characters that several scripts share, such as
 * blanks, digits and combining marks, belong to the script before them. At the beginning of the
 * text they belong to the script after them.
 * @returns ISO 15924 codes
 */
export function scriptsOf(text: string): readonly string[] {
  const scripts: string[] = []
  let last: string | undefined
  let shared = 0
  for (const character of text) {
    if (!SHARED.test(character)) {
      const before = last
      const next =
        before !== undefined && before !== OTHER && isOf(character, before)
          ? before
          : (CODES.split(' ').find((code) => isOf(character, code)) ?? OTHER)
      if (before === undefined) scripts.fill(next, 0, shared)
      last = next
    }
    for (const _ of character.split('')) scripts.push(last ?? OTHER)
    if (last === undefined) shared = scripts.length
  }
  return scripts
}
