import { mount } from 'svelte'
import App from './App.svelte'
import { i18n } from './i18n/index.svelte'
import { takeLanguage } from './state/history.svelte'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

await i18n.start(takeLanguage())
mount(App, { target: document.getElementById('app')! })
