import type { AirportFacts } from './facts.ts'

const INDIA = 'Asia/Kolkata'

export const SOUTH_ASIA: AirportFacts[] = [
  ['DEL', 'Indira Gandhi International', 'Delhi', 'IN', INDIA, 28.57, 77.1],
  ['BOM', 'Chhatrapati Shivaji Maharaj International', 'Mumbai', 'IN', INDIA, 19.09, 72.87],
  ['BLR', 'Kempegowda International', 'Bengaluru', 'IN', INDIA, 13.2, 77.71],
  ['MAA', 'Chennai International', 'Chennai', 'IN', INDIA, 12.99, 80.17],
  ['HYD', 'Rajiv Gandhi International', 'Hyderabad', 'IN', INDIA, 17.24, 78.43],
  ['CCU', 'Netaji Subhas Chandra Bose International', 'Kolkata', 'IN', INDIA, 22.65, 88.45],
  ['COK', 'Cochin International', 'Kochi', 'IN', INDIA, 10.15, 76.4],
  ['TRV', 'Thiruvananthapuram International', 'Thiruvananthapuram', 'IN', INDIA, 8.48, 76.92],
  ['GOI', 'Dabolim', 'Goa', 'IN', INDIA, 15.38, 73.83],
  ['AMD', 'Sardar Vallabhbhai Patel International', 'Ahmedabad', 'IN', INDIA, 23.07, 72.63],
  ['PNQ', 'Pune', 'Pune', 'IN', INDIA, 18.58, 73.92],
  ['JAI', 'Jaipur International', 'Jaipur', 'IN', INDIA, 26.82, 75.81],
  ['LKO', 'Chaudhary Charan Singh International', 'Lucknow', 'IN', INDIA, 26.76, 80.89],
  ['VNS', 'Lal Bahadur Shastri International', 'Varanasi', 'IN', INDIA, 25.45, 82.86],
  ['PAT', 'Jay Prakash Narayan', 'Patna', 'IN', INDIA, 25.59, 85.09],
  ['GAU', 'Lokpriya Gopinath Bordoloi International', 'Guwahati', 'IN', INDIA, 26.11, 91.59],
  ['BBI', 'Biju Patnaik International', 'Bhubaneswar', 'IN', INDIA, 20.25, 85.82],
  ['NAG', 'Dr. Babasaheb Ambedkar International', 'Nagpur', 'IN', INDIA, 21.09, 79.05],
  ['IDR', 'Devi Ahilya Bai Holkar', 'Indore', 'IN', INDIA, 22.72, 75.8],
  ['IXC', 'Shaheed Bhagat Singh International', 'Chandigarh', 'IN', INDIA, 30.67, 76.79],
  ['ATQ', 'Sri Guru Ram Dass Jee International', 'Amritsar', 'IN', INDIA, 31.71, 74.8],
  ['SXR', 'Sheikh ul-Alam International', 'Srinagar', 'IN', INDIA, 33.99, 74.77],
  ['VTZ', 'Visakhapatnam', 'Visakhapatnam', 'IN', INDIA, 17.72, 83.22],
  ['IXE', 'Mangaluru International', 'Mangaluru', 'IN', INDIA, 12.96, 74.89],
  ['CMB', 'Bandaranaike International', 'Colombo', 'LK', 'Asia/Colombo', 7.18, 79.88],
  ['KTM', 'Tribhuvan International', 'Kathmandu', 'NP', 'Asia/Kathmandu', 27.7, 85.36],
  ['DAC', 'Hazrat Shahjalal International', 'Dhaka', 'BD', 'Asia/Dhaka', 23.84, 90.4],
  ['MLE', 'Velana International', 'Malé', 'MV', 'Indian/Maldives', 4.19, 73.53],
]
