import { failureJourneys } from '../support/failure-journeys.ts'

failureJourneys({ language: 'zh-CN', dark: false, width: 390 })
