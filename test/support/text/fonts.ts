import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { resolve } = createRequire(import.meta.url)

const font = (name: string) => (): Uint8Array => readFileSync(resolve(`@expo-google-fonts/${name}`))

/** Openly licensed fonts, by the script or the glyph kind that they contain. */
export const FONTS = {
  latin: font('noto-sans/400Regular/NotoSans_400Regular.ttf'),
  bold: font('noto-sans/700Bold/NotoSans_700Bold.ttf'),
  arabic: font('noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf'),
  hebrew: font('noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf'),
  devanagari: font('noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf'),
  thai: font('noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf'),
  japanese: font('sawarabi-gothic/400Regular/SawarabiGothic_400Regular.ttf'),
} as const

export type FontName = keyof typeof FONTS
