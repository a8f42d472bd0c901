import type { FontName } from './fonts.ts'

export interface TextSample {
  readonly script: string
  readonly text: string
  /** Fonts for the sample: the first font, followed by its fallbacks. */
  readonly fonts: readonly FontName[]
}

/** Text lines in several scripts, each with its script's difficulties. */
export const TEXT_SAMPLES: readonly TextSample[] = [
  { script: 'Latin', text: 'AVATAR To office “Ṽḗ” Ångström', fonts: ['latin'] },
  { script: 'Greek', text: 'Ελληνικά, ΑΥΡΙΟ ᾧδε', fonts: ['latin'] },
  { script: 'Cyrillic', text: 'Сургут, Ђак Йод', fonts: ['latin'] },
  { script: 'Arabic', text: 'العَرَبِيَّة لا إله 2026 نص', fonts: ['arabic', 'latin'] },
  { script: 'Hebrew', text: 'שלום (world 3.14) עולם', fonts: ['hebrew', 'latin'] },
  { script: 'Devanagari', text: 'हिन्दी क्षत्रिय र्कि श्री', fonts: ['devanagari'] },
  { script: 'Thai', text: 'ภาษาไทย น้ำที่นี่ ปู่', fonts: ['thai'] },
  { script: 'Japanese', text: '漢字とかな、カタカナ「」', fonts: ['japanese'] },
  { script: 'Chinese', text: '中文水印和版面', fonts: ['japanese'] },
]
