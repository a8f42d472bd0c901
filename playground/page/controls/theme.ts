import { effect, signal } from '@preact/signals'

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

const KEY = 'signet-theme'

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text)

/** Storage may be forbidden. */
function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY)
    return isTheme(text) ? text : 'system'
  } catch {
    return 'system'
  }
}

export const theme = signal<Theme>(stored())

effect(() => {
  document.documentElement.dataset['theme'] = theme.value
  try {
    localStorage.setItem(KEY, theme.value)
  } catch {
    // The choice lasts as long as the page.
  }
})
