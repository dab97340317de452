import type { AirportFacts } from './facts.ts'

export const MIDDLE_EAST_AFRICA: AirportFacts[] = [
  ['DXB', 'Dubai International', 'Dubai', 'AE', 'Asia/Dubai', 25.25, 55.36],
  ['AUH', 'Zayed International', 'Abu Dhabi', 'AE', 'Asia/Dubai', 24.43, 54.65],
  ['DOH', 'Hamad International', 'Doha', 'QA', 'Asia/Qatar', 25.27, 51.61],
  ['KWI', 'Kuwait International', 'Kuwait City', 'KW', 'Asia/Kuwait', 29.23, 47.97],
  ['BAH', 'Bahrain International', 'Manama', 'BH', 'Asia/Bahrain', 26.27, 50.63],
  ['MCT', 'Muscat International', 'Muscat', 'OM', 'Asia/Muscat', 23.59, 58.28],
  ['RUH', 'King Khalid International', 'Riyadh', 'SA', 'Asia/Riyadh', 24.96, 46.7],
  ['JED', 'King Abdulaziz International', 'Jeddah', 'SA', 'Asia/Riyadh', 21.68, 39.16],
  ['AMM', 'Queen Alia International', 'Amman', 'JO', 'Asia/Amman', 31.72, 35.99],
  ['CAI', 'Cairo International', 'Cairo', 'EG', 'Africa/Cairo', 30.12, 31.41],
  ['CMN', 'Mohammed V International', 'Casablanca', 'MA', 'Africa/Casablanca', 33.37, -7.59],
  ['NBO', 'Jomo Kenyatta International', 'Nairobi', 'KE', 'Africa/Nairobi', -1.32, 36.93],
  ['ADD', 'Bole International', 'Addis Ababa', 'ET', 'Africa/Addis_Ababa', 8.98, 38.8],
  ['LOS', 'Murtala Muhammed International', 'Lagos', 'NG', 'Africa/Lagos', 6.58, 3.32],
  ['ACC', 'Accra International', 'Accra', 'GH', 'Africa/Accra', 5.61, -0.17],
  ['JNB', 'O. R. Tambo International', 'Johannesburg', 'ZA', 'Africa/Johannesburg', -26.14, 28.25],
  ['CPT', 'Cape Town International', 'Cape Town', 'ZA', 'Africa/Johannesburg', -33.97, 18.6],
  ['DUR', 'King Shaka International', 'Durban', 'ZA', 'Africa/Johannesburg', -29.61, 31.12],
  ['WDH', 'Hosea Kutako International', 'Windhoek', 'NA', 'Africa/Windhoek', -22.48, 17.47],
  ['MRU', 'Sir Seewoosagur Ramgoolam International', 'Port Louis', 'MU', 'Indian/Mauritius', -20.43, 57.68],
]
