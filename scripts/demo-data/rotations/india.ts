import type { Rotation } from './rotation.ts'

/** Vayu Airways: a full-service network from Delhi, Mumbai and Bengaluru. */
export const VAYU: Rotation[] = [
  ['VW', 'A21N', 'DEL@06:00 BOM DEL BOM DEL BLR DEL'],
  ['VW', 'A21N', 'BOM@06:30 DEL BOM DEL BOM'],
  ['VW', 'A21N', 'DEL@07:30 HYD DEL BOM DEL CCU DEL'],
  ['VW', 'A21N', 'DEL@09:00 BOM BLR BOM DEL'],
  ['VW', 'A21N', 'DEL@08:00 MAA DEL COK DEL'],
  ['VW', 'A20N', 'DEL@06:40 GOI DEL AMD DEL PNQ DEL'],
  ['VW', 'A20N', 'DEL@06:20 SXR DEL JAI DEL LKO DEL'],
  ['VW', 'A20N', 'DEL@10:00 KTM DEL DXB DEL'],
  ['VW', 'A20N', 'BOM@07:00 DXB BOM GOI BOM'],
  ['VW', 'A21N', 'DEL@23:10 BKK@06:00 DEL'],
  ['VW', 'A21N', 'MAA@22:30 SIN@07:00 MAA'],
  // Delhi to New York by way of London, twice a day, on one ticket in rupees.
  ['VW', 'B77W', 'DEL@02:30 LHR@08:30 JFK@18:30 LHR@09:30 DEL'],
  ['VW', 'B789', 'DEL@13:30 LHR@19:30 JFK@00:45 LHR@15:45 DEL'],
  ['VW', 'B789', 'BOM@01:45 JFK@11:00 BOM'],
  ['VW', 'B77W', 'DEL@02:00 YYZ@12:00 DEL'],
  ['VW', 'B789', 'BLR@16:40 SFO@23:30 BLR'],
  ['VW', 'A359', 'DEL@13:00 FRA DEL'],
  ['VW', 'A359', 'BOM@13:40 LHR@21:15 BOM'],
  ['VW', 'B789', 'DEL@20:00 SYD@16:30 DEL'],
  ['VW', 'B789', 'DEL@21:15 HND@11:30 DEL'],
  ['VW', 'B789', 'DEL@08:50 SIN DEL'],
]

/** Kaveri Air: low fares, the south and the east. */
export const KAVERI: Rotation[] = [
  ['KV', 'A20N', 'HYD@06:00 BOM HYD DEL HYD BLR HYD'],
  ['KV', 'A20N', 'HYD@06:30 MAA HYD VTZ HYD'],
  ['KV', 'A20N', 'MAA@06:00 DEL MAA BOM MAA'],
  ['KV', 'A20N', 'MAA@07:00 CCU MAA TRV MAA'],
  ['KV', 'A20N', 'CCU@06:00 BLR CCU GAU CCU BBI CCU'],
  ['KV', 'A20N', 'CCU@06:45 PAT CCU DAC CCU'],
  ['KV', 'A20N', 'BOM@06:00 NAG BOM JAI BOM'],
  ['KV', 'A20N', 'BLR@06:30 PNQ BLR AMD BLR GOI BLR'],
  ['KV', 'B738', 'DEL@06:10 BOM DEL VNS DEL IXC DEL'],
  ['KV', 'B738', 'DEL@09:15 ATQ DEL IDR DEL'],
  ['KV', 'AT76', 'BLR@06:20 IXE BLR MAA BLR'],
  ['KV', 'A20N', 'HYD@16:00 AUH HYD'],
  ['KV', 'A20N', 'BOM@19:30 MCT@22:30 BOM'],
  ['KV', 'A20N', 'MAA@10:00 CMB MAA MLE MAA'],
  ['KV', 'A20N', 'CCU@12:00 KTM CCU'],
]
