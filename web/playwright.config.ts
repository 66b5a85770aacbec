import { defineConfig } from '@playwright/test'

// Against a running server (BASE_URL), with the system's Chromium: nothing is downloaded.
const flags = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-dev-shm-usage',
]
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  // A busy machine is slow, not wrong.
  timeout: 300_000,
  expect: { timeout: 40_000 },
  reporter: [['list']],
  use: {
    baseURL: process.env.BASE_URL ?? 'http://127.0.0.1:8080',
    viewport: { width: 1400, height: 900 },
    locale: 'sv-SE',
    timezoneId: 'Europe/Stockholm',
    trace: 'off',
  },
  projects: [
    {
      name: 'webgl',
      testIgnore: /fallback/,
      use: {
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
          args: [...flags, '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
        },
      },
    },
    {
      name: 'no-webgl',
      testMatch: /fallback/,
      use: {
        launchOptions: {
          executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
          args: [...flags, '--disable-gpu', '--disable-3d-apis'],
        },
      },
    },
  ],
})
