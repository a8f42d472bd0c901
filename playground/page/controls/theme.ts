import { effect, signal } from '@preact/signals'

export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = (typeof THEMES)[number]

const KEY = 'signet-theme'

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text)

/** Returns the stored theme, or `system` if the browser does not allow storage. */
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
    // Without storage, the choice is lost when the page is closed.
  }
})
