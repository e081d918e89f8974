#include "base/geo.h"

#include <math.h>

static const double degree = 3.14159265358979323846 / 180, radius_km = 6371.0088;

double geo_haversine(double lat_a, double lon_a, double lat_b, double lon_b) {
  lat_a *= degree;
  lat_b *= degree;
  double half_lat = (lat_b - lat_a) / 2, half_lon = (lon_b - lon_a) * degree / 2;
  return sin(half_lat) * sin(half_lat) + cos(lat_a) * cos(lat_b) * sin(half_lon) * sin(half_lon);
}

double geo_km(double haversine) { return 2 * radius_km * asin(sqrt(fmin(1, fmax(0, haversine)))); }

void geo_point(double lat, double lon, double point_out[3]) {
  point_out[0] = cos(lat * degree) * cos(lon * degree) / 2;
  point_out[1] = cos(lat * degree) * sin(lon * degree) / 2;
  point_out[2] = sin(lat * degree) / 2;
}
