import { failureJourneys } from '../support/failure-journeys.ts'

failureJourneys({ language: 'en', dark: true, width: 360 })
