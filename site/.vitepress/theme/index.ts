import { withBase } from 'vitepress'
import theme from 'vitepress/theme-without-fonts'
import { h } from 'vue'
import './colors.css'
import './home.css'
import './text.css'

const missing = () =>
  h('main', { class: 'missing' }, [
    h('h1', 'Page not found'),
    h('p', 'The address has a mistake, or the page has moved. The search above finds words in all pages.'),
    h('p', [
      h('a', { href: withBase('/docs/') }, 'All pages'),
      ' · ',
      h('a', { href: withBase('/') }, 'Start page'),
    ]),
  ])

export default { ...theme, Layout: () => h(theme.Layout, null, { 'not-found': missing }) }
