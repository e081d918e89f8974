/* Distances on the earth, taken as a sphere: haversine, mean radius 6371.0088 km (IUGG). */
#ifndef LEAT_BASE_GEO_H
#define LEAT_BASE_GEO_H

/* Of two places in degrees north and east: 0 at the same place, 1 at opposite ones; grows with the distance. */
double geo_haversine(double lat_a, double lon_a, double lat_b, double lon_b);
double geo_km(double haversine);
/* The place as a point on the sphere of radius 1/2: the squared distance of two such points is their haversine. */
void geo_point(double lat, double lon, double point_out[3]);
#endif
