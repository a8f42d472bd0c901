import theme from 'vitepress/theme-without-fonts'
import './colors.css'
import './home.css'
import './text.css'

export default theme
