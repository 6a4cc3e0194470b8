# Ten events from the beginning. Give the `next` of the answer as `after` of the next request.
curl -H "Authorization: Bearer $TELLAL_KEY" 'https://wire.example/api/v1/feed?after=0&limit=10'
