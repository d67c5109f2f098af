// Runs before the first paint, so that neither the theme nor the language flashes. Kept apart from the bundle because
// the page forbids inline scripts. The rules are those of src/shared/look/theme.ts and src/shared/i18n/language.ts.
;(function () {
  var root = document.documentElement
  var theme = null
  var language = null
  try {
    theme = localStorage.getItem('topay.theme')
    language = localStorage.getItem('topay.language')
  } catch {
    // Storage is refused: the system decides.
  }
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  root.dataset.theme = theme
  root.dataset.prefersColorScheme = theme
  if (language === 'en') root.lang = 'en'
  var chrome = document.querySelector('meta[name="theme-color"]')
  if (chrome) chrome.content = theme === 'dark' ? '#0C1412' : '#FAF8F4'
})()
